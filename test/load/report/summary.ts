import { Histogram, type HistogramData } from '../generator/histogram';
import type { Second } from '../generator/tally';

const US_PER_MS = 1_000;

/** Percentiles in milliseconds; undefined when nothing ended. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What happened in a stretch of time. */
export interface Window {
  readonly fromSecond: number;
  readonly seconds: number;
  readonly due: number;
  readonly answered: number;
  readonly errors: number;
  /** Requests under way, at the fullest end of a second. */
  readonly inFlight: number;
  readonly latency: Percentiles | undefined;
}

/** Stretches of `length` seconds, from the first on; the last may be shorter. */
export function windowsOf(seconds: readonly Second[], length: number): Window[] {
  const count = Math.ceil(seconds.length / length);
  return Array.from({ length: count }, (_, index) =>
    windowOf(seconds.slice(index * length, (index + 1) * length)),
  );
}

/** All of `seconds` as one stretch. */
export function windowOf(seconds: readonly Second[]): Window {
  const sum = (count: (second: Second) => number) =>
    seconds.reduce((total, second) => total + count(second), 0);
  return {
    fromSecond: seconds[0]?.second ?? 0,
    seconds: seconds.length,
    due: sum(({ due }) => due),
    answered: sum(({ answered }) => answered),
    errors: errorTotal(seconds),
    inFlight: Math.max(0, ...seconds.map(({ inFlight }) => inFlight)),
    latency: percentilesOf(seconds.map(({ latency }) => latency)),
  };
}

/** By how much the generator itself was late. */
export function latenessOf(seconds: readonly Second[]): Percentiles | undefined {
  return percentilesOf(seconds.map(({ lateness }) => lateness));
}

export function errorTotal(seconds: readonly Second[]): number {
  return [...errorCounts(seconds).values()].reduce((sum, count) => sum + count, 0);
}

/** How often there was which error, the most frequent first. */
export function errorCounts(seconds: readonly Second[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { errors } of seconds) {
    for (const [name, count] of Object.entries(errors))
      counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

function percentilesOf(parts: readonly HistogramData[]): Percentiles | undefined {
  const histogram = Histogram.of(parts);
  const at = (share: number) => (histogram.percentile(share) ?? 0) / US_PER_MS;
  if (histogram.count === 0) return undefined;
  return {
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    max: histogram.max / US_PER_MS,
  };
}
