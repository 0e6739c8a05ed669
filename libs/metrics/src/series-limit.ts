/** Stands in every label of the series that takes what exceeds a metric's limit. */
export const OVERFLOW_LABEL = '_OVERFLOW';

/** Bounds the number of label sets of one metric; the first ones stay, later ones share one series. */
export class SeriesLimit {
  readonly #maxSeries: number;
  readonly #admitted = new Set<string>();

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  /** The label values to report under: the given ones, or the overflow label for each. */
  admit(labelValues: readonly string[]): readonly string[] {
    const key = seriesKey(labelValues);
    if (this.#admitted.has(key)) return labelValues;
    if (this.#admitted.size >= this.#maxSeries) return labelValues.map(() => OVERFLOW_LABEL);
    this.#admitted.add(key);
    return labelValues;
  }
}

/** One string for a list of label values, different for different lists. */
export function seriesKey(labelValues: readonly string[]): string {
  return JSON.stringify(labelValues);
}

/** Label values under their names. */
export function labelled(
  labelNames: readonly string[],
  labelValues: readonly string[],
): Record<string, string> {
  return Object.fromEntries(labelNames.map((name, index) => [name, labelValues[index] ?? '']));
}
