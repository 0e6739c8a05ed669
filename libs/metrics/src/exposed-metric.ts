/** A line of the exposition, before it is rendered. */
export interface ExposedSample {
  /** Name of the line where it differs from the metric's, as `_bucket`, `_sum` and `_count` do. */
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  /** Further labels, the same object for many lines. */
  readonly sharedLabels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with its lines, as prom-client's registry takes it. */
export interface Exposition {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly aggregator: 'sum';
  readonly values: readonly ExposedSample[];
}

/** The part of a prom-client metric that its registry uses: everything ours registers there has it. */
export interface ExposedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: Exposition['type'];
  /** For JSON, and for text unless there is `getForPromString`. */
  get(): Promise<Exposition>;
  /** For text only; its lines may have `sharedLabels`. */
  getForPromString?(): Promise<Exposition>;
  /** Forgets what was counted. */
  reset(): void;
}

/** What every metric is described by. */
export interface MetricDescription {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;

/** @throws Error for names that Prometheus does not take. */
export function assertDescribed({ name, help, labelNames = [] }: MetricDescription): void {
  if (!METRIC_NAME.test(name)) throw new Error(`"${name}" is no name for a metric.`);
  if (help === '') throw new Error(`metric ${name} has no help text.`);
  const wrong = labelNames.find((label) => !LABEL_NAME.test(label) || label === 'le');
  if (wrong !== undefined) throw new Error(`metric ${name}: "${wrong}" is no name for a label.`);
}
