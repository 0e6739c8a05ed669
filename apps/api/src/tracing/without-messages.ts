import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/**
 * Takes the message off the status of a failed span: PostgreSQL's, for one, quotes values. What failed is told
 * by the kind and code in the span's events, and by the log.
 */
export class WithoutMessages implements SpanProcessor {
  onEnding(span: Span): void {
    span.setStatus({ code: span.status.code });
  }

  onStart(): void {
    return undefined;
  }

  onEnd(): void {
    return undefined;
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}
