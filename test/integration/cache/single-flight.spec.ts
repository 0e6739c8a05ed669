import type { CacheOptions, EntryOptions } from '@strata/cache';
import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { RedisServer } from '../../support/redis/redis-server';
import { closeCaches, shared } from './open-cache';
import { awaited, leaseOf, OpenLoad, openTwo, outlived, withClient } from './two-caches';

let server: RedisServer;

beforeAll(async () => {
  server = await RedisServer.start();
});

afterEach(closeCaches);

afterAll(() => server.stop());

/** One process loads a key, and ten callers of another one wait for that. */
async function waiting(options: CacheOptions = {}, entry: EntryOptions<string> = {}) {
  const [a, b] = await openTwo(server.url, options);
  const first = new OpenLoad();
  const loading = a.cache.resolve('users:1', first.load, entry);
  // The tests look at it later.
  loading.catch(() => undefined);
  await first.begun();
  const second = new OpenLoad();
  const asked = Array.from({ length: 10 }, () => b.cache.resolve('users:1', second.load, entry));
  const answers = Promise.allSettled(asked);
  await awaited(options.redis?.url ?? server.url, 'users:1');
  return { a, b, first, second, loading, answers };
}

function fulfilled<T>(settled: readonly PromiseSettledResult<T>[]): T[] {
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

it('wakes those who wait in other processes when the load ends', async () => {
  const { first, second, answers, b } = await waiting();
  first.give('Ada');
  for (const answer of fulfilled(await answers)) {
    expect(answer).toMatchObject({ value: 'Ada', source: 'collapsed' });
  }
  expect(second.calls).toBe(0);
  expect(b.cache.stats()).toMatchObject({ loads: 0, collapsed: 10 });
});

it('leaves no lease behind', async () => {
  const { first, answers, loading } = await waiting();
  first.give('Ada');
  await Promise.all([answers, loading]);
  await eventually(async () =>
    expect(await withClient(server.url, (client) => client.exists(leaseOf('users:1')))).toBe(0),
  );
});

it('renews the lease for as long as the load takes', async () => {
  const { first, second, answers } = await waiting({ leaseMs: 3_000 });
  await outlived(server.url, 'users:1');
  first.give('Ada');
  expect(fulfilled(await answers).map(({ value }) => value)).toEqual(Array(10).fill('Ada'));
  expect(second.calls).toBe(0);
});

it('lets one of those who wait load when the lease has gone', async () => {
  const { second, answers, first } = await waiting({ leaseMs: 1_000 });
  // As if its holder had died: nobody renews this lease.
  await withClient(server.url, (client) => client.hSet(leaseOf('users:1'), 't', 'somebody else'));
  await second.begun();
  second.give('Bea');
  expect(fulfilled(await answers)[0]).toMatchObject({ value: 'Bea', source: 'load' });
  first.give('Ada');
});

it('loads once per process where leases are off', async () => {
  const [a, b] = await openTwo(server.url, { leaseMs: 0 });
  const first = new OpenLoad();
  const loading = a.cache.getOrSet('users:1', first.load);
  await first.begun();
  await expect(b.cache.getOrSet('users:1', () => 'Bea')).resolves.toBe('Bea');
  first.give('Ada');
  await expect(loading).resolves.toBe('Ada');
});

it("after a failed load the others load themselves, once, and get their own loader's error", async () => {
  const { first, second, loading, answers } = await waiting();
  first.fail('failed in A');
  await expect(loading).rejects.toThrow('failed in A');
  await second.begun();
  second.fail('failed in B');
  const errors = (await answers).map((each) => each.status === 'rejected' && String(each.reason));
  expect(errors).toEqual(Array(10).fill('Error: failed in B'));
  expect(second.calls).toBe(1);
});

it('after a load whose value is not kept the others load themselves', async () => {
  const { first, second, answers } = await waiting({}, { ttlSeconds: 0 });
  first.give('Ada');
  await second.begun();
  second.give('Bea');
  expect(fulfilled(await answers)[0]).toMatchObject({ value: 'Bea', source: 'load' });
});

it('waits for another process no longer than for a load of its own', async () => {
  const { second, answers, first } = await waiting({}, { hardTimeoutMs: 1_000 });
  await second.begun();
  second.give('Bea');
  expect(fulfilled(await answers)[0]).toMatchObject({ value: 'Bea' });
  first.give('Ada');
});

it('who asks for a refresh waits for nobody', async () => {
  const { b, first, answers } = await waiting();
  await expect(b.cache.getOrSet('users:1', () => 'new', { refresh: true })).resolves.toBe('new');
  first.give('Ada');
  await answers;
});

describe('an invalidation while another process loads', () => {
  const ways: Record<string, EntryOptions<string>> = {
    'with tags that are known': { tags: ['team:7'] },
    'with tags that only the value tells': { tags: () => ['team:7'] },
  };

  it.each(Object.entries(ways))('has who comes after it load at once, %s', async (_name, entry) => {
    const [a, b] = await openTwo(server.url);
    const first = new OpenLoad();
    const before = a.cache.getOrSet('users:1', first.load, entry);
    await first.begun();
    await a.cache.deleteByTag('team:7');
    await eventually(() => expect(b.cache.stats().coherence.applied).toBe(1));
    await expect(b.cache.getOrSet('users:1', () => 'new', entry)).resolves.toBe('new');
    await expect(a.cache.getOrSet('users:1', () => 'newer', entry)).resolves.toMatch(/^new/);
    first.give('old');
    await expect(before).resolves.toBe('old');
    for (const { cache } of [a, b]) {
      await expect(cache.getOrSet('users:1', () => 'new', entry)).resolves.toMatch(/^new/);
    }
  });

  it('keeps those who waited already from what it has voided', async () => {
    const { b, first, second, answers } = await waiting();
    await b.cache.delete('users:1');
    first.give('old');
    await second.begun();
    second.give('new');
    expect(fulfilled(await answers)[0]).toMatchObject({ value: 'new', source: 'load' });
  });
});

describe('Redis, while another process loads,', () => {
  const redis = { connectTimeoutMs: 1_000, commandTimeoutMs: 2_000, startTimeoutMs: 5_000 };

  it.each(['freezes', 'is killed'])('%s: those who wait load by themselves', async (fault) => {
    const own = await RedisServer.start();
    try {
      const options = { redis: { ...redis, url: own.url } };
      const { first, second, answers, loading } = await waiting(options);
      await (fault === 'freezes' ? own.pause() : own.kill());
      await second.begun();
      second.give('Bea');
      expect(fulfilled(await answers)[0]).toMatchObject({ value: 'Bea', source: 'load' });
      first.give('Ada');
      await expect(loading).resolves.toMatchObject({ value: 'Ada' });
    } finally {
      await closeCaches();
      await own.resume().catch(() => undefined);
      await own.stop();
    }
  });

  it('is cut off: those who wait load by themselves', async () => {
    const proxy = await FaultProxy.start(server.url);
    try {
      const { first, second, answers } = await waiting({ redis: { ...redis, url: proxy.url } });
      await proxy.refuse();
      await second.begun();
      second.give('Bea');
      expect(fulfilled(await answers)[0]).toMatchObject({ value: 'Bea' });
      first.give('Ada');
    } finally {
      await closeCaches();
      await proxy.close();
    }
  });
});

describe('windows in more than one process', () => {
  const entry = { ttlSeconds: 0.2, staleWhileRevalidateSeconds: 600, staleIfErrorSeconds: 600 };

  it('an expired value of another process is served while one load renews it for all', async () => {
    const [a, b] = await openTwo(server.url);
    await a.cache.getOrSet('users:1', () => 'old', entry);
    const ask = () => b.cache.resolve('users:1', () => 'new', entry);
    await eventually(async () => expect(await a.cache.get('users:1')).toBeUndefined());
    await expect(ask()).resolves.toMatchObject({ value: 'old', source: 'stale' });
    await eventually(async () => expect((await ask()).value).toBe('new'));
  });

  it('an expired value of another process stands in for a load that fails', async () => {
    const [a, b] = await openTwo(server.url);
    const failing = { ...entry, staleWhileRevalidateSeconds: 0 };
    await a.cache.set('users:1', 'old', failing);
    await eventually(() => expect(b.cache.stats().coherence.applied).toBe(1));
    await eventually(async () => expect(await b.cache.entry('users:1')).toBeUndefined());
    const fail = () => Promise.reject(new Error('database down'));
    await expect(b.cache.resolve('users:1', fail, failing)).resolves.toMatchObject({
      value: 'old',
      source: 'stale',
    });
    await a.cache.delete('users:1');
    await eventually(() => expect(b.cache.stats().coherence.applied).toBe(2));
    await expect(b.cache.resolve('users:1', fail, failing)).rejects.toThrow('database down');
  });

  it('an early refresh in one process renews the entry of the others', async () => {
    const [a, b] = await openTwo(server.url);
    const early = { ttlSeconds: 600, earlyRefresh: 0.0005 };
    await a.cache.getOrSet('users:1', () => 'old', early);
    await shared(b, 'users:1', 'old');
    const loads = { a: 0, b: 0 };
    await eventually(async () => {
      await a.cache.getOrSet('users:1', () => `new ${++loads.a}`, { ...early, earlyRefresh: 0 });
      expect(a.cache.stats().refreshes).toBe(1);
    });
    await eventually(async () => {
      const value = await b.cache.getOrSet('users:1', () => `b ${++loads.b}`, early);
      expect(value).toBe('new 1');
    });
    expect(loads).toEqual({ a: 1, b: 0 });
  });
});
