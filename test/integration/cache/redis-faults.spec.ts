import { CacheEvents, RedisTimeoutError, RedisUnavailableError } from '@strata/cache';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';
import { eventually } from '../../support/eventually';
import { FaultyRedis, HINDRANCES, LOSSES, type RedisFault } from '../../support/redis/faulty-redis';
import {
  closeCaches,
  connected,
  counter,
  openCache,
  type OpenCache,
  setShared,
  shared,
  unavailable,
} from './open-cache';

/** A port on which nobody listens: the discard service's, which needs root to be taken. */
const REFUSING_URL = 'redis://127.0.0.1:9';

/** Far above what a call may take here on a busy machine, far below what a hanging one takes. */
const LOOSE_MS = 30_000;

/** So many calls in a row wait in vain before none waits any more. */
const CALLS_IN_VAIN = 3;

let redis: FaultyRedis;
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeEach(async () => {
  process.on('unhandledRejection', note);
  redis = await FaultyRedis.start();
});

afterEach(async () => {
  await closeCaches();
  await redis.stop();
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

async function open(): Promise<OpenCache> {
  const opened = await openCache({ redis: { url: redis.url } });
  await connected(opened);
  return opened;
}

/** Cold keys, one after the other, and every kind of write. Returns how long the longest read took. */
async function useWith({ cache, manager }: OpenCache, name: string): Promise<number> {
  let longestMs = 0;
  for (let index = 0; index < 30; index++) {
    const begin = performance.now();
    const key = `${name}:${index}`;
    await expect(cache.getOrSet(key, () => index)).resolves.toBe(index);
    longestMs = Math.max(longestMs, performance.now() - begin);
  }
  await cache.set('written:1', 'Ada', { tags: ['team'] });
  await cache.delete('written:1');
  await expect(cache.get('written:1')).resolves.toBeUndefined();
  await cache.deleteByTag('team');
  await cache.deleteByNamespace('written');
  await cache.deleteByPattern('written:*');
  await manager.set('a', 1);
  await manager.del('a');
  await expect(manager.get('a')).resolves.toBeUndefined();
  await manager.clear();
  return longestMs;
}

async function works(opened: OpenCache): Promise<void> {
  await connected(opened);
  const other = await openCache({ redis: { url: redis.server.url } });
  await connected(other);
  await eventually(async () => {
    await setShared(opened, other, 'after:1', 'again');
  });
  await other.cache.delete('after:1');
  await eventually(async () => expect(await opened.cache.get('after:1')).toBeUndefined());
}

describe.each(Object.entries(LOSSES))('with Redis %s', (name, { begin, end }: RedisFault) => {
  it('answers at once from the loader, whatever is asked, and uses Redis again afterwards', async () => {
    const opened = await open();
    const { cache, events } = opened;
    const states: string[] = [];
    const late: unknown[] = [];
    await cache.getOrSet('warm:1', () => 'warm');
    events.on('breaker', ({ state }) => void states.push(state));
    events.on('error', ({ operation, error }) => {
      if (operation === 'get' && error instanceof RedisTimeoutError) late.push(error);
    });
    await begin(redis);
    try {
      await expect(cache.getOrSet('warm:1', () => 'loaded')).resolves.toBe('warm');
      expect(await useWith(opened, 'cold')).toBeLessThan(LOOSE_MS);
      expect(late.length).toBeLessThanOrEqual(CALLS_IN_VAIN);
      await unavailable(opened);
      await expect(cache.getOrSet('warm:2', () => 'loaded')).resolves.toBe('loaded');
      const probes = () => states.filter((state) => state === 'half-open').length;
      await eventually(() => expect(probes()).toBeGreaterThanOrEqual(3));
      expect(states).not.toContain('closed');
    } finally {
      await end(redis);
    }
    await works(opened);
    expect(states[0]).toBe('open');
    expect(states.slice(-2)).toEqual(['half-open', 'closed']);
  });

  it('does not bring back what was deleted meanwhile', async () => {
    const [opened, other] = [await open(), await open()];
    await setShared(opened, other, 'users:1', 'old');
    await begin(redis);
    try {
      await unavailableOrRefusing(opened, name);
      await opened.cache.delete('users:1');
    } finally {
      await end(redis);
    }
    await connected(opened);
    await expect(opened.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
    await eventually(async () => {
      await connected(other);
      await expect(other.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
    });
  });

  it('starts, and uses Redis once it is well', async () => {
    await begin(redis);
    const opened = await openCache({ redis: { url: redis.url } });
    try {
      await expect(opened.cache.getOrSet('users:1', () => 'Ada')).resolves.toBe('Ada');
      expect(opened.cache.stats().redis.state).toBe('unavailable');
    } finally {
      await end(redis);
    }
    await works(opened);
  });
});

/** Calls tell a cache that Redis is away; a replica tells it at the first write only. */
async function unavailableOrRefusing(opened: OpenCache, name: string): Promise<void> {
  await opened.cache.getOrSet(`probing:${name}`, () => 1);
  await unavailable(opened);
}

describe.each(Object.entries(HINDRANCES))('with Redis %s', (_name, { begin, end }) => {
  it('changes no answer, whatever is asked, and goes on using Redis', async () => {
    const opened = await open();
    await begin(redis);
    try {
      expect(await useWith(opened, 'cold')).toBeLessThan(LOOSE_MS);
    } finally {
      await end(redis);
    }
    await works(opened);
  });
});

describe('with Redis full', () => {
  it('still carries invalidations to other processes', async () => {
    const [one, other] = [await open(), await open()];
    await one.cache.set('users:1', 'old', { tags: ['team'] });
    await shared(other, 'users:1', 'old');
    await HINDRANCES.full?.begin(redis);
    await one.cache.deleteByTag('team');
    await eventually(async () => {
      await expect(other.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
    });
    expect(one.cache.stats()).toMatchObject({
      redis: { state: 'connected' },
      coherence: { pending: 0 },
    });
  });
});

describe('with Redis frozen', () => {
  it('takes 24 000 calls without keeping more than it may', async () => {
    const opened = await openCache({ redis: { url: redis.url, maxQueuedCommands: 500 } });
    await connected(opened);
    const before = await received();
    await redis.server.pause();
    try {
      const calls = Array.from({ length: 12_000 }, async (_, index) => {
        await opened.cache.set(`flood:${index}`, index);
        return opened.cache.getOrSet(`cold:${index}`, () => index);
      });
      await expect(Promise.all(calls)).resolves.toHaveLength(12_000);
      expect(opened.cache.stats().coherence.pending).toBeLessThanOrEqual(10_001);
    } finally {
      await redis.server.resume();
    }
    await connected(opened);
    expect((await received()) - before).toBeLessThan(5_000);
  });

  /** Commands that the server has seen. */
  async function received(): Promise<number> {
    const stats = await redis.command('INFO', 'stats');
    return Number(/total_commands_processed:(\d+)/.exec(stats)?.[1]);
  }
});

describe('with Redis refused at start', () => {
  it('starts without waiting for it, and tells why it cannot be reached', async () => {
    const events = new CacheEvents();
    const causes: unknown[] = [];
    events.on('error', ({ error }) => {
      if (error instanceof RedisUnavailableError) causes.push(error.cause);
    });
    const cache = new CacheRuntime(
      { redis: { url: REFUSING_URL, startTimeoutMs: 24 * 60 * 60 * 1_000 } },
      events,
    );
    await cache.start();
    await cache.stop();
    expect(causes).toContainEqual(expect.objectContaining({ code: 'ECONNREFUSED' }));
  });

  it('still loads once for many who ask at the same time', async () => {
    const { cache } = await openCache({ redis: { url: REFUSING_URL } });
    const { load } = counter();
    const answers = await Promise.all(
      Array.from({ length: 500 }, () =>
        cache.getOrSet('users:1', async () => Promise.resolve(load())),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([1]));
  });
});

describe('with connections cut again and again', () => {
  it('never changes an answer', async () => {
    const { cache } = await openCache({ redis: { url: redis.url } });
    for (let round = 0; round < 20; round++) {
      redis.proxy.cut();
      const key = `rounds:${round}`;
      await expect(cache.getOrSet(key, () => round)).resolves.toBe(round);
      await cache.delete(key);
      await expect(cache.getOrSet(key, () => -round)).resolves.toBe(-round);
    }
  });
});
