import type { Attributes } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** How an error reply of Redis begins: `WRONGTYPE`, `OOM`. */
const REPLY_CODE = /^[A-Z]+(?= )/;

/**
 * Takes the messages off a failed span: PostgreSQL's and Redis', for two, quote values. What failed is told by
 * the kind and code in the span's events and attributes, and by the log.
 */
export class WithoutMessages implements SpanProcessor {
  onEnding(span: Span): void {
    span.setStatus({ code: span.status.code });
    for (const { attributes } of span.events) {
      // Without a type it is no error's message, but what `instrumentation-pg` writes in its place: kind and code.
      if (attributes?.['exception.type'] !== undefined) withoutMessage(span, attributes);
    }
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

function withoutMessage(span: Span, attributes: Attributes): void {
  const [code] = REPLY_CODE.exec(String(attributes['exception.message'])) ?? [];
  if (code !== undefined) span.setAttribute('db.response.status_code', code);
  delete attributes['exception.message'];
  delete attributes['exception.stacktrace'];
}
