import { spreadOf } from '../statistics';
import type { Measurement, Task } from './measurement';
import { BASELINE } from './subjects';

/** Measurements of one task, by subject, one for each round. */
export type Rounds = ReadonlyMap<string, readonly Measurement[]>;

/** A table of one task: medians, and ratios that are taken round by round. */
export function describeTask(task: Task, rounds: Rounds): string {
  const baseline = rounds.get(BASELINE) ?? [];
  const lines = [...rounds].map(([name, own]) => describeSubject(name, own, baseline));
  const { operation, callers, connections } = task;
  const title = `${operation}, ${String(callers)} callers on ${String(connections)} connections`;
  const head = `${'subject'.padEnd(24)} ${'CPU µs'.padStart(8)} ${'ratio'.padStart(6)} ${'per second'.padStart(11)} ${'ratio'.padStart(6)}`;
  return [title, head, ...lines, ''].join('\n');
}

function describeSubject(
  name: string,
  own: readonly Measurement[],
  baseline: readonly Measurement[],
): string {
  const cpu = median(own.map(({ cpuMicroseconds }) => cpuMicroseconds));
  const speed = median(own.map(({ perSecond }) => perSecond));
  const cpuRatio = median(
    own.map((one, round) => ratio(baseline[round]?.cpuMicroseconds, one.cpuMicroseconds)),
  );
  const speedRatio = median(
    own.map((one, round) => ratio(one.perSecond, baseline[round]?.perSecond)),
  );
  return (
    `${name.padEnd(24)} ${cpu.toFixed(1).padStart(8)} ${cpuRatio.toFixed(2).padStart(6)} ` +
    `${speed.toFixed(0).padStart(11)} ${speedRatio.toFixed(2).padStart(6)}`
  );
}

function median(values: readonly number[]): number {
  return spreadOf(values)?.median ?? Number.NaN;
}

function ratio(dividend = Number.NaN, divisor = Number.NaN): number {
  return dividend / divisor;
}
