import { lengthSeconds, warmUpSeconds, type RunRecord } from '../run-record';
import type { Sample } from '../sampling/sample';
import { slopeOf } from './slope';

const SECONDS_PER_HOUR = 3_600;
/** Code is compiled and caches fill: so much of a long run is left out, and a third of a shorter one. */
const SETTLING_SECONDS = 300;

/** How the memory of a process grew, in megabytes an hour. */
export interface MemorySlope {
  readonly service: string;
  readonly fromSecond: number;
  readonly toSecond: number;
  readonly rss: number;
  readonly heap: number;
}

/** The slopes of every process, from when it had settled. */
export function memorySlopes(record: RunRecord): MemorySlope[] {
  const length = lengthSeconds(record);
  const fromSecond = Math.max(warmUpSeconds(record), Math.min(SETTLING_SECONDS, length / 3));
  const settled = record.samples.filter(
    ({ atSeconds }) => atSeconds >= fromSecond && atSeconds <= length,
  );
  const services = [...new Set(settled.map(({ service }) => service))];
  return services.flatMap((service) => {
    const own = settled.filter((sample) => sample.service === service);
    const rss = perHour(own, ({ rssMb }) => rssMb);
    const heap = perHour(own, ({ heapMb }) => heapMb);
    if (rss === undefined || heap === undefined) return [];
    return [{ service, fromSecond, toSecond: length, rss, heap }];
  });
}

function perHour(
  samples: readonly Sample[],
  megabytes: (sample: Sample) => number,
): number | undefined {
  const points = samples.map((each) => [each.atSeconds, megabytes(each)] as const);
  const perSecond = slopeOf(points);
  return perSecond === undefined ? undefined : perSecond * SECONDS_PER_HOUR;
}
