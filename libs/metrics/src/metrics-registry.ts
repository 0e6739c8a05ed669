import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Counter, Registry, type Metric } from 'prom-client';
import type { ExposedMetric } from './exposed-metric';
import { Histogram, type HistogramOptions } from './histogram';
import type { MetricSource } from './metric-source';
import { maxSeriesOf, METRICS_OPTIONS, type MetricsOptions } from './metrics-options';
import { SourceMetric } from './source-metric';

/** The metrics of one application. Each application has its own; prom-client's global registry stays empty. */
@Injectable()
export class MetricsRegistry implements OnApplicationShutdown {
  /** For metrics of prom-client's own: `new Gauge({ ..., registers: [registry.promClient] })`. */
  readonly promClient = new Registry();
  readonly #atEnd: (() => void)[] = [];
  readonly #maxSeries: number;
  readonly #onSourceError: NonNullable<MetricsOptions['onSourceError']>;
  readonly #sourceErrors = new Counter({
    name: 'metrics_source_errors_total',
    help: 'Scrapes at which a metric source failed and its metric was left out.',
    labelNames: ['source'],
    registers: [this.promClient],
    // Sources answer while the registry asks one metric after the other; a turn later all have answered.
    collect: () => Promise.resolve(),
  });

  /** @throws RangeError for an impossible `maxSeries`. */
  constructor(@Inject(METRICS_OPTIONS) options: MetricsOptions) {
    this.#maxSeries = maxSeriesOf(options);
    this.#onSourceError = options.onSourceError ?? (() => undefined);
  }

  /**
   * Adds a source, asked at every scrape.
   * @throws Error when its name is taken or a name is malformed.
   */
  register(source: MetricSource): void {
    const onError = (error: unknown): void => {
      this.#sourceErrors.inc({ source: source.name });
      this.#onSourceError(source.name, error);
    };
    this.#add(new SourceMetric(source, this.#maxSeries, onError));
    this.#sourceErrors.inc({ source: source.name }, 0);
  }

  /**
   * Adds a histogram.
   * @throws Error when its name is taken or it is malformed.
   */
  histogram(options: HistogramOptions): Histogram {
    const histogram = new Histogram(options, this.#maxSeries);
    this.#add(histogram);
    return histogram;
  }

  /** Has `stop` called when the application ends, for what measures by itself. */
  atEnd(stop: () => void): void {
    this.#atEnd.push(stop);
  }

  /** What prom-client has the process itself hold on to is left with nothing of the application. */
  onApplicationShutdown(): void {
    for (const stop of this.#atEnd.splice(0)) stop();
    this.promClient.clear();
  }

  /** Everything, in Prometheus's text format. */
  expose(): Promise<string> {
    return this.promClient.metrics();
  }

  get contentType(): string {
    return this.promClient.contentType;
  }

  #add(metric: ExposedMetric): void {
    // prom-client types this as its own four classes; its registry uses no more than ExposedMetric.
    this.promClient.registerMetric(metric as unknown as Metric);
  }
}
