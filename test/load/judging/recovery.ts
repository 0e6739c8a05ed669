import { Histogram } from '../generator/histogram';
import type { Second } from '../generator/tally';
import { warmUpSeconds, type Mark, type RunRecord } from '../run-record';

/** So many seconds in a row have to be as before. */
const IN_A_ROW = 3;
/** Of the p99 before anything happened; one second holds few requests, and its p99 wavers. */
const TOLERANCE = 3;
const LEAST_LIMIT_MS = 100;
const US_PER_MS = 1_000;

/** The p99 in milliseconds that counts as being as before the first mark. */
export function usualLimitMs(record: RunRecord): number {
  const first = record.marks[0]?.beganAt ?? Infinity;
  const from = warmUpSeconds(record);
  const before = record.seconds.filter(({ second }) => second >= from && second + 1 <= first);
  const p99 = Histogram.of(before.map(({ latency }) => latency)).percentile(0.99) ?? 0;
  return Math.max(LEAST_LIMIT_MS, (TOLERANCE * p99) / US_PER_MS);
}

/** Seconds from a mark's end until latencies stay as they were before; undefined when they do not within the run. */
export function settledAfter(record: RunRecord, mark: Mark): number | undefined {
  const limitMs = usualLimitMs(record);
  const after = record.seconds.filter(({ second }) => second + 1 > mark.endedAt);
  const begin = after.findIndex((_second, index) => {
    const row = after.slice(index, index + IN_A_ROW);
    return row.length === IN_A_ROW && row.every((second) => isUsual(second, limitMs));
  });
  const settled = after[begin];
  return settled && Math.max(0, settled.second - mark.endedAt);
}

function isUsual({ latency, errors }: Second, limitMs: number): boolean {
  const p99 = Histogram.of([latency]).percentile(0.99) ?? 0;
  return p99 <= limitMs * US_PER_MS && Object.keys(errors).length === 0;
}

/** Seconds from a mark's end until every process says that what the mark restores is used again. */
export function usedAgainAfter({ samples }: RunRecord, mark: Mark): number | undefined {
  const { restores, endedAt } = mark;
  if (restores === undefined) return undefined;
  const after = samples.filter(({ atSeconds }) => atSeconds > endedAt);
  const services = new Set(samples.map(({ service }) => service));
  const times = [...services].map(
    (service) => after.find((sample) => sample.service === service && sample[restores])?.atSeconds,
  );
  return times.every((time) => time !== undefined) ? Math.max(...times) - endedAt : undefined;
}
