/** Where a request stands in a distributed trace (W3C Trace Context). */
export interface TraceContext {
  /** 32 hexadecimal digits: the caller's trace, or one that begins here. */
  readonly traceId: string;
  /** 16 hexadecimal digits: what this process does in it. */
  readonly spanId: string;
  /** Whether the caller, or the sampler here, wants the trace to be recorded. */
  readonly sampled: boolean;
  /** The caller's `tracestate`; absent where it sent none, or none that is valid. */
  readonly state?: string;
}

/** The `traceparent` header, version 00, that passes the trace on. */
export function toTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}
