import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-node';

/** Leaves out the connecting to Redis: it belongs to no request, and its instrumentation has no option for that. */
export class WithoutConnects extends BatchSpanProcessor {
  override onEnd(span: ReadableSpan): void {
    if (span.name !== 'redis-connect') super.onEnd(span);
  }
}
