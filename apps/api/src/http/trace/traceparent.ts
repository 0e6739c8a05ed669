/** What a caller says in `traceparent` of the trace that its request belongs to. */
export interface Traceparent {
  readonly traceId: string;
  /** The caller's span. */
  readonly parentId: string;
  readonly sampled: boolean;
}

/** W3C Trace Context, section 3.2: lower-case digits; an identifier of zeros and version ff are invalid. */
const TRACEPARENT =
  /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 0b1;

/** Of a later version what version 00 defines is read. undefined for a header that is not valid, or absent. */
export function parseTraceparent(header: string | undefined): Traceparent | undefined {
  const found = header === undefined ? null : TRACEPARENT.exec(header);
  if (found === null) return undefined;
  const [, version, traceId = '', parentId = '', flags = '', more] = found;
  if (version === '00' && more !== undefined) return undefined;
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}
