import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/** Told of each batch that the collector has not taken. */
export type OnLost = (error: unknown, spans: number) => void;

/** An exporter that does not fail in silence. */
export class ReportingExporter implements SpanExporter {
  onLost: OnLost = () => undefined;
  readonly #exporter: SpanExporter;

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
  }

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.#exporter.export(spans, (result) => {
      if (result.error !== undefined) this.onLost(result.error, spans.length);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}
