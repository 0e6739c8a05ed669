import { cpuSeconds } from './cpu-time';
import type { Load, LoadGenerator, LoadResult } from './load';
import type { Subject } from './subject';

/** One measurement of one subject. */
export interface Measurement {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the server's process per request, in microseconds; undefined where it cannot be read. */
  readonly cpuPerRequestUs: number | undefined;
  /** Share of the time in which the server used a core; undefined where it cannot be read. */
  readonly busy: number | undefined;
}

/** Puts `subject` under load once. */
export async function measure(
  subject: Subject,
  generator: LoadGenerator,
  load: Omit<Load, 'url' | 'headers'>,
): Promise<Measurement> {
  const before = await cpuSeconds(subject.server.pid);
  const result = await underLoad(subject, generator, load);
  const after = await cpuSeconds(subject.server.pid);
  const used = before === undefined || after === undefined ? undefined : after - before;
  return {
    requests: result.requests,
    requestsPerSecond: result.requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuPerRequestUs: used === undefined ? undefined : (used * 1e6) / result.requests,
    busy: used === undefined ? undefined : used / result.seconds,
  };
}

async function underLoad(
  { id, url, headers }: Subject,
  generator: LoadGenerator,
  load: Omit<Load, 'url' | 'headers'>,
): Promise<LoadResult> {
  try {
    return await generator.run({ ...load, url, headers });
  } catch (cause) {
    throw new Error(`${id} cannot be measured`, { cause });
  }
}
