/** Buckets to each power of two: an answer is at most 1/64 above what was recorded. */
const PER_OCTAVE = 64;
const OCTAVE_BITS = 6;

/** What a histogram holds, to be sent to another process: pairs of a bucket and its count. */
export interface HistogramData {
  readonly counts: readonly (readonly [bucket: number, count: number])[];
  readonly max: number;
}

/**
 * Counts of whole numbers from 0 in buckets that are linear within each power of two. A percentile is never below
 * the recorded value and at most 1.6 % above it; the greatest value is exact.
 */
export class Histogram {
  readonly #counts = new Map<number, number>();
  #total = 0;
  #max = 0;

  static of(parts: Iterable<HistogramData>): Histogram {
    const sum = new Histogram();
    for (const part of parts) sum.#add(part);
    return sum;
  }

  get count(): number {
    return this.#total;
  }

  /** 0 when nothing was recorded. */
  get max(): number {
    return this.#max;
  }

  get data(): HistogramData {
    return { counts: [...this.#counts], max: this.#max };
  }

  /** @param value what lies below 0 or between two whole numbers is rounded up to the next. */
  record(value: number): void {
    const whole = Math.max(0, Math.ceil(value));
    this.#addTo(bucketOf(whole), 1);
    this.#max = Math.max(this.#max, whole);
  }

  /** The least bound that `share` (0 to 1) of the values do not exceed; undefined when nothing was recorded. */
  percentile(share: number): number | undefined {
    const rank = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (const [bucket, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= rank) return Math.min(lastOf(bucket), this.#max);
    }
    return undefined;
  }

  #add({ counts, max }: HistogramData): void {
    for (const [bucket, count] of counts) this.#addTo(bucket, count);
    this.#max = Math.max(this.#max, max);
  }

  #addTo(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#total += count;
  }
}

/** Values below 128 have a bucket each; above, the leading seven bits tell the bucket. */
function bucketOf(value: number): number {
  const shift = Math.max(0, Math.floor(Math.log2(Math.max(1, value))) - OCTAVE_BITS);
  return shift * PER_OCTAVE + Math.floor(value / 2 ** shift);
}

/** The greatest value of a bucket. */
function lastOf(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / PER_OCTAVE) - 1);
  return (bucket - shift * PER_OCTAVE + 1) * 2 ** shift - 1;
}
