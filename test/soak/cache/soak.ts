import { setTimeout as delay } from 'node:timers/promises';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { RedisServer } from '../../support/redis/redis-server';
import { nowMs } from './clock';
import { type FaultCounts, injectFaults } from './faults';
import { History, type Tally } from './history';
import { Outages } from './outages';
import { Random } from '../../support/random';
import { type Final, Soaking } from './soaking';
import { type Stall, watchStalls } from './stalls';

export interface SoakOptions {
  readonly seed: number;
  readonly forMs: number;
  /** From an invalidation that can be published to the last old answer elsewhere; default 1,000. */
  readonly lagMs?: number;
}

export interface SoakReport {
  readonly violations: readonly string[];
  readonly tally: Tally;
  readonly faults: FaultCounts;
  /** The longest time for which one of the processes, or this one, did not run. */
  readonly longestStallMs: number;
  readonly hits: number;
  readonly loads: number;
  /** Megabytes of each process after collection, from start to end. */
  readonly heaps: readonly (readonly number[])[];
}

const PROCESSES = 4;
const MAX_STALE_MS = 2_000;
const LAG_MS = 1_000;
/** A process is connected and has caught up so long after an outage at the latest, on a busy machine. */
const RECOVERY_MS = 3_000;
/** Reads are judged when all that was written before them has been told. */
const TELLING_MS = 2_000;
const JUDGE_EVERY_MS = 500;
const WEIGHINGS = 12;

/**
 * Has four processes read and write through the cache while Redis is killed, frozen and cut off, and judges
 * every answer against the order of the writes.
 */
export async function soak({ seed, forMs, lagMs = LAG_MS }: SoakOptions): Promise<SoakReport> {
  const random = new Random(seed);
  const redis = await RedisServer.start();
  const proxies = await Promise.all(
    Array.from({ length: PROCESSES }, () => FaultProxy.start(redis.url)),
  );
  const outages = proxies.map(() => new Outages(RECOVERY_MS));
  const history = new History(outages, { maxStaleMs: MAX_STALE_MS, lagMs });
  const stalls: Stall[] = [];
  const stood = (stall: Stall, of: readonly Outages[]): void => {
    stalls.push(stall);
    for (const each of of) each.stood(stall);
  };
  // The proxies of all stand in this process.
  const stopWatching = watchStalls((stall) => stood(stall, outages));
  const processes = proxies.map(({ url }, index) => {
    const options = { redis: { url }, l1MaxStaleMs: MAX_STALE_MS, defaultTtlSeconds: 3_600 };
    const own = outages.slice(index, index + 1);
    return new Soaking(index, { options, seed: seed + index }, history, (stall) =>
      stood(stall, own),
    );
  });
  try {
    await Promise.all(processes.map(({ opened }) => opened));
    const victims = { redis, proxies, outages };
    const stopJudging = judgeAlong(processes, forMs);
    const faults = await injectFaults(victims, random, nowMs() + forMs).finally(stopJudging);
    await delay(Math.max(RECOVERY_MS, TELLING_MS));
    const finals = await finish(processes, history);
    return { ...report(history, faults, processes, finals), longestStallMs: longest(stalls) };
  } finally {
    stopWatching();
    await Promise.all(processes.map((each) => each.stop()));
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await redis.kill();
  }
}

function judgeAlong(processes: readonly Soaking[], forMs: number): () => void {
  const judging = setInterval(() => {
    for (const each of processes) each.judge(performance.now() - TELLING_MS);
  }, JUDGE_EVERY_MS);
  const weighing = setInterval(() => processes.forEach((each) => each.weigh()), forMs / WEIGHINGS);
  return () => {
    clearInterval(judging);
    clearInterval(weighing);
  };
}

/** Nothing is written any more: all that lies in any cache has to be the newest. */
async function finish(processes: readonly Soaking[], history: History): Promise<Final[]> {
  const finals = await Promise.all(processes.map((each) => each.finish()));
  processes.forEach((each) => each.judge(Infinity));
  finals.forEach(({ reads }, index) => reads.forEach((read) => history.judgeLast(read, index)));
  return finals;
}

function report(
  { violations, tally }: History,
  faults: FaultCounts,
  processes: readonly Soaking[],
  finals: readonly Final[],
): Omit<SoakReport, 'longestStallMs'> {
  return {
    violations: [...violations, ...processes.flatMap((each) => each.faults)],
    tally,
    faults,
    hits: finals.reduce((sum, { hits }) => sum + hits, 0),
    loads: finals.reduce((sum, { loads }) => sum + loads, 0),
    heaps: processes.map(({ heapMegabytes }) => heapMegabytes),
  };
}

function longest(stalls: readonly Stall[]): number {
  return stalls.reduce((most, { fromMs, toMs }) => Math.max(most, toMs - fromMs), 0);
}
