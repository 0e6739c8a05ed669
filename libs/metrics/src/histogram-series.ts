import type { ExposedSample } from './exposed-metric';

/** One label set of a histogram. Keep it where observations are frequent: it is resolved already. */
export class HistogramSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Whether this is the series that label sets beyond the limit share. */
  readonly isOverflow: boolean;
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(labels: Record<string, string>, isOverflow: boolean, bounds: readonly number[]) {
    this.labels = labels;
    this.isOverflow = isOverflow;
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  /** @throws RangeError for a value that is not finite: it would spoil the sum for good. */
  observe(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`${String(value)} cannot be observed.`);
    const bounds = this.#bounds;
    let bucket = 0;
    // The index stays within the bounds; comparing with undefined would end the search as well.
    while (bucket < bounds.length && value > (bounds[bucket] ?? Infinity)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#sum = 0;
  }

  /** The lines of this series, buckets cumulative as Prometheus has them. */
  samples(name: string): ExposedSample[] {
    const sharedLabels = this.labels;
    const metricName = `${name}_bucket`;
    let count = 0;
    const buckets = Array.from(this.#counts, (inBucket, index) => {
      count += inBucket;
      const labels = { le: this.#bounds[index] ?? '+Inf' };
      return { metricName, labels, sharedLabels, value: count };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, sharedLabels, value: this.#sum },
      { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
    ];
  }
}
