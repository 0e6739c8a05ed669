/** One figure at the moment of a scrape. */
export interface Sample {
  /** Values for the source's label names; one that is left out is empty. Never raw user input. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Something that knows figures. It is asked at every scrape and answers from memory, without input or output.
 * Samples with equal labels are added up. A throw leaves out this metric alone and is counted in
 * `metrics_source_errors_total`.
 */
export interface MetricSource {
  /** Metric name with its unit, e.g. `cache_size_bytes`; counters end in `_total`. */
  readonly name: string;
  readonly help: string;
  /** `counter` for totals since the process started, `gauge` for what rises and falls. */
  readonly type: 'gauge' | 'counter';
  readonly labelNames?: readonly string[];
  collect(): readonly Sample[];
}
