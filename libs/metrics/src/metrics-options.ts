/** Injection token of the module's options. */
export const METRICS_OPTIONS = Symbol('METRICS_OPTIONS');

/** What is collected, and how much of it. */
export interface MetricsOptions {
  /** Whether the process's own figures (CPU, memory, event loop, garbage collection) are shown. Default true. */
  readonly processMetrics?: boolean;
  /**
   * Label sets that each metric may have; further ones share a series labelled `_OVERFLOW`. Default 1,000.
   * At least 1.
   */
  readonly maxSeries?: number;
  /** Told whenever a source throws at a scrape, with the source's name. Must not throw itself. */
  readonly onSourceError?: (source: string, error: unknown) => void;
}

const DEFAULT_MAX_SERIES = 1_000;

/** The number of label sets that a metric may have. @throws RangeError unless it is a whole number from 1. */
export function maxSeriesOf({ maxSeries = DEFAULT_MAX_SERIES }: MetricsOptions): number {
  if (Number.isInteger(maxSeries) && maxSeries > 0) return maxSeries;
  throw new RangeError(
    `metrics option maxSeries must be a whole number from 1, not ${String(maxSeries)}.`,
  );
}
