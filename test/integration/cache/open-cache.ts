import {
  CACHE_MANAGER,
  CacheEvents,
  CacheModule,
  type CacheOptions,
  CacheService,
  type RedisOptions,
} from '@strata/cache';
import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Cache } from 'cache-manager';
import { eventually } from '../../support/eventually';

/** One cache in a Nest application of its own, as another process would have it. */
export interface OpenCache {
  readonly cache: CacheService;
  readonly events: CacheEvents;
  readonly manager: Cache;
  get<T>(type: Type<T>): T;
  close(): Promise<void>;
}

const open: OpenCache[] = [];

/** Starts a cache; {@link closeCaches} ends it. */
export async function openCache(
  options: CacheOptions,
  providers: readonly Type[] = [],
): Promise<OpenCache> {
  const module = await Test.createTestingModule({
    imports: [CacheModule.forRoot(options)],
    providers: [...providers],
  }).compile();
  await module.init();
  const opened: OpenCache = {
    cache: module.get(CacheService),
    events: module.get(CacheEvents),
    manager: module.get<Cache>(CACHE_MANAGER),
    get: (type) => module.get(type),
    close: () => module.close(),
  };
  open.push(opened);
  return opened;
}

/** Two processes' worth of one cache, once both use Redis. */
export async function openPair(options: CacheOptions): Promise<readonly [OpenCache, OpenCache]> {
  const pair = [await openCache(options), await openCache(options)] as const;
  for (const each of pair) await connected(each);
  return pair;
}

/** Ends every cache of the test; to be called after each. */
export async function closeCaches(): Promise<void> {
  await Promise.all(open.splice(0).map((each) => each.close()));
}

/** Redis with time enough for a busy machine, where a test is not about time. */
export function patientRedis(url: string): RedisOptions {
  const timeoutMs = 30_000;
  return {
    url,
    commandTimeoutMs: timeoutMs,
    connectTimeoutMs: timeoutMs,
    startTimeoutMs: timeoutMs,
  };
}

/** Waits until a process has a value that another one has stored or set. */
export async function shared({ cache }: OpenCache, key: string, value: unknown): Promise<void> {
  await eventually(async () => expect(await cache.get(key)).toEqual(value));
}

/** Has one process set a value, again where Redis was too busy for that, until another one has it. */
export async function setShared(
  from: OpenCache,
  to: OpenCache,
  key: string,
  value: unknown,
): Promise<void> {
  await eventually(async () => {
    await from.cache.set(key, value);
    const has = async () => expect(await to.cache.get(key)).toEqual(value);
    await eventually(has, { timeoutMs: 2_000 });
  });
}

/** Waits until a cache uses Redis. */
export async function connected({ cache }: Pick<OpenCache, 'cache'>): Promise<void> {
  await eventually(() => expect(cache.stats().redis.state).toBe('connected'));
}

/** Waits until a cache has noticed that Redis is away. */
export async function unavailable({ cache }: OpenCache): Promise<void> {
  await eventually(() => expect(cache.stats().redis.state).toBe('unavailable'));
}

/** A loader that counts its calls and gives a new number each time. */
export function counter(): { readonly load: () => number; calls: number } {
  const state = { calls: 0, load: () => ++state.calls };
  return state;
}
