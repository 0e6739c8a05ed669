import { AsyncLocalStorage } from 'node:async_hooks';
import type { CacheOptions } from '../../../libs/cache/src/cache.options';
import { CacheService } from '../../../libs/cache/src/cache.service';
import { CacheEvents } from '../../../libs/cache/src/events/cache-events';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';

/** Nanoseconds of CPU time for one awaited answer. */
export interface HitCost {
  readonly subject: string;
  readonly nanoseconds: number;
}

type Ask = (key: string, load: () => unknown, options: object) => Promise<unknown>;

const KEYS = Array.from({ length: 1_000 }, (_, index) => `users:profile:${index}`);
const OPTIONS = { ttlSeconds: 3_600 };
const ROUNDS = 7;
const HITS_PER_ROUND = 300_000;

/**
 * Awaited hits from memory, beside a Map behind an async function. The subjects take turns; of each
 * the median round counts. Node 20 runs a hook for every promise while an AsyncLocalStorage is in
 * use, as it is in an application that knows whose request it works for: that is measured apart.
 */
export async function hitCosts(value: unknown): Promise<HitCost[]> {
  const request = new AsyncLocalStorage<{ readonly bypass: boolean }>();
  const transaction = new AsyncLocalStorage<object>();
  const map = mapBehindAsync(value);
  const bare = await strata(value, {});
  const ported = await strata(value, {
    bypass: () => request.getStore()?.bypass ?? false,
    insideTransaction: () => transaction.getStore() !== undefined,
  });
  const inRequest = async (ask: Ask): Promise<number> => {
    const cost = await request.run({ bypass: false }, () => costOf(ask));
    request.disable();
    return cost;
  };
  return medians({
    Map: () => costOf(map),
    Strata: () => costOf(bare),
    'Map, in a request': () => inRequest(map),
    'Strata with its ports, in a request': () => inRequest(ported),
  });
}

function mapBehindAsync(value: unknown): Ask {
  const map = new Map(KEYS.map((key) => [key, value]));
  return (key) => Promise.resolve(map.get(key));
}

async function strata(value: unknown, options: CacheOptions): Promise<Ask> {
  const cache = new CacheService(new CacheRuntime(options, new CacheEvents()));
  for (const key of KEYS) await cache.getOrSet(key, () => value, OPTIONS);
  return (key, load, entryOptions) => cache.getOrSet(key, load, entryOptions);
}

type Measurements = Readonly<Record<string, () => Promise<number>>>;

async function medians(measurements: Measurements): Promise<HitCost[]> {
  const costs = new Map(Object.keys(measurements).map((subject) => [subject, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [subject, measure] of Object.entries(measurements)) {
      costs.get(subject)?.push(await measure());
    }
  }
  return [...costs].map(([subject, each]) => ({ subject, nanoseconds: median(each) }));
}

async function costOf(ask: Ask): Promise<number> {
  const load = (): never => {
    throw new Error('A hit was a miss.');
  };
  const before = process.cpuUsage();
  for (let hit = 0; hit < HITS_PER_ROUND; hit++) {
    await ask(KEYS[hit % KEYS.length] ?? '', load, OPTIONS);
  }
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / HITS_PER_ROUND;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
