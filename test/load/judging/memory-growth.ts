import { lengthSeconds, warmUpSeconds, type RunRecord } from '../run-record';
import type { Sample } from '../sampling/sample';

/** Code is compiled and caches fill: so much of a long run is left out, and a third of a shorter one. */
const SETTLING_SECONDS = 300;

/** By how many megabytes the floor of a process's memory rose. */
export interface MemoryGrowth {
  readonly service: string;
  readonly fromSecond: number;
  readonly toSecond: number;
  readonly rss: number;
  readonly heap: number;
}

/**
 * The growth of every process, from when it had settled: from the least of the first half to the least of the second.
 * V8 lets garbage pile up for minutes, a hundred megabytes and more: a line through all samples would tell at which point
 * of that a run began and ended. What is held for good raises the floor.
 */
export function memoryGrowths(record: RunRecord): MemoryGrowth[] {
  const toSecond = lengthSeconds(record);
  const fromSecond = Math.max(warmUpSeconds(record), Math.min(SETTLING_SECONDS, toSecond / 3));
  const middle = (fromSecond + toSecond) / 2;
  const services = [...new Set(record.samples.map(({ service }) => service))];
  return services.flatMap((service) => {
    const own = record.samples.filter((sample) => sample.service === service);
    const first = between(own, fromSecond, middle);
    const second = between(own, middle, toSecond);
    if (first.length === 0 || second.length === 0) return [];
    const grown = (of: (sample: Sample) => number) => least(second, of) - least(first, of);
    const rss = grown(({ rssMb }) => rssMb);
    const heap = grown(({ heapMb }) => heapMb);
    return [{ service, fromSecond, toSecond, rss, heap }];
  });
}

function between(samples: readonly Sample[], from: number, to: number): readonly Sample[] {
  return samples.filter(({ atSeconds }) => atSeconds >= from && atSeconds <= to);
}

function least(samples: readonly Sample[], megabytes: (sample: Sample) => number): number {
  return Math.min(...samples.map(megabytes));
}
