import {
  assertDescribed,
  type ExposedMetric,
  type ExposedSample,
  type Exposition,
} from './exposed-metric';
import type { MetricSource, Sample } from './metric-source';
import { labelled, seriesKey, SeriesLimit } from './series-limit';

/** A source as a metric of the registry. */
export class SourceMetric implements ExposedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: MetricSource['type'];
  readonly #source: MetricSource;
  readonly #labelNames: readonly string[];
  readonly #limit: SeriesLimit;
  readonly #onError: (error: unknown) => void;

  constructor(source: MetricSource, maxSeries: number, onError: (error: unknown) => void) {
    assertDescribed(source);
    this.name = source.name;
    this.help = source.help;
    this.type = source.type;
    this.#source = source;
    this.#labelNames = source.labelNames ?? [];
    this.#limit = new SeriesLimit(maxSeries);
    this.#onError = onError;
  }

  get(): Promise<Exposition> {
    const { name, help, type } = this;
    return Promise.resolve({ name, help, type, aggregator: 'sum', values: this.#samples() });
  }

  /** The figures are the source's own. */
  reset(): void {
    return undefined;
  }

  /** A failed source shows nothing: neither an old figure nor a zero that reads as a restarted counter. */
  #samples(): ExposedSample[] {
    try {
      return this.#addUp(this.#source.collect());
    } catch (error) {
      this.#onError(error);
      return [];
    }
  }

  #addUp(samples: readonly Sample[]): ExposedSample[] {
    const series = new Map<string, { labels: Record<string, string>; value: number }>();
    for (const sample of samples) {
      const labelValues = this.#limit.admit(this.#labelValues(sample));
      const key = seriesKey(labelValues);
      const known = series.get(key);
      if (known) known.value += sample.value;
      else
        series.set(key, { labels: labelled(this.#labelNames, labelValues), value: sample.value });
    }
    return [...series.values()];
  }

  #labelValues({ labels = {}, value }: Sample): string[] {
    if (!Number.isFinite(value)) {
      throw new RangeError(`${this.name}: ${String(value)} is no value for a sample.`);
    }
    const stranger = Object.keys(labels).find((label) => !this.#labelNames.includes(label));
    if (stranger !== undefined) throw new Error(`${this.name} has no label "${stranger}".`);
    return this.#labelNames.map((label) => labels[label] ?? '');
  }
}
