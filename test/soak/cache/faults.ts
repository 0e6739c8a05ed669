import { setTimeout as delay } from 'node:timers/promises';
import type { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import type { RedisServer } from '../../support/redis/redis-server';
import { nowMs } from './clock';
import type { Outages } from './outages';
import type { Random } from '../../support/random';

/** What the faults are done to: each process reaches Redis through a proxy of its own. */
export interface Victims {
  readonly redis: RedisServer;
  readonly proxies: readonly FaultProxy[];
  readonly outages: readonly Outages[];
}

/** How many faults of each kind there were. */
export type FaultCounts = Record<string, number>;

interface Fault {
  readonly name: string;
  /** The processes that lose Redis by it; default all. */
  readonly processes: readonly number[];
  begin(): Promise<void>;
  end(): Promise<void>;
}

const MAX_WELL_MS = 2_000;
const MIN_FAULT_MS = 200;
const MAX_FAULT_MS = 6_000;

/** Breaks Redis and the ways to it, one fault after the other as the seed has it, until the time is over. */
export async function injectFaults(
  victims: Victims,
  random: Random,
  untilMs: number,
): Promise<FaultCounts> {
  const counts: FaultCounts = {};
  const left = (): number => untilMs - nowMs();
  while (left() > MIN_FAULT_MS) {
    await delay(Math.min(random.between(0, MAX_WELL_MS), left()));
    const fault = nextFault(victims, random);
    counts[fault.name] = (counts[fault.name] ?? 0) + 1;
    await suffer(
      fault,
      victims.outages,
      Math.min(random.between(MIN_FAULT_MS, MAX_FAULT_MS), left()),
    );
  }
  return counts;
}

/** The outage is noted from before its cause to after its end. */
async function suffer(fault: Fault, outages: readonly Outages[], forMs: number): Promise<void> {
  for (const index of fault.processes) outages[index]?.begin(nowMs());
  try {
    await fault.begin();
    await delay(Math.max(0, forMs));
  } finally {
    await fault.end();
    for (const index of fault.processes) outages[index]?.end(nowMs());
  }
}

function nextFault({ redis, proxies }: Victims, random: Random): Fault {
  const all = proxies.map((_proxy, index) => index);
  const index = random.below(proxies.length);
  const kinds: readonly (() => Fault)[] = [
    () => ({ name: 'kill', processes: all, begin: () => redis.kill(), end: () => redis.restart() }),
    () => ({
      name: 'freeze',
      processes: all,
      begin: () => redis.pause(),
      end: () => redis.resume(),
    }),
    () => partition('drop packets', index, proxies, (proxy) => proxy.freeze()),
    () => partition('refuse', index, proxies, (proxy) => proxy.refuse()),
    () => partition('cut once', index, proxies, (proxy) => Promise.resolve(proxy.cut())),
  ];
  const kind = kinds[random.below(kinds.length)];
  if (kind === undefined) throw new Error('no such fault');
  return kind();
}

/** Keeps one process from Redis, which the others still reach. */
function partition(
  name: string,
  index: number,
  proxies: readonly FaultProxy[],
  cut: (proxy: FaultProxy) => Promise<void>,
): Fault {
  const proxy = proxies[index];
  if (proxy === undefined) throw new Error('no such process');
  return { name, processes: [index], begin: () => cut(proxy), end: () => proxy.pass() };
}
