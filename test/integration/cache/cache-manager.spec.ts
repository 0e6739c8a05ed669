import { createClient } from 'redis';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { eventually } from '../../support/eventually';
import { testRedisUrl } from '../../support/test-redis';
import {
  closeCaches,
  connected,
  type OpenCache,
  openCache,
  unavailable,
  patientRedis,
} from './open-cache';

let url: string;

beforeEach(async () => {
  url = await testRedisUrl();
});

afterEach(closeCaches);

const kinds: Record<string, () => Promise<OpenCache>> = {
  memory: () => openCache({}),
  Redis: async () => {
    const opened = await openCache({ redis: patientRedis(url) });
    await connected(opened);
    return opened;
  },
};

describe.each(Object.entries(kinds))('CACHE_MANAGER on %s', (_name, open) => {
  it('gives back what was set, one by one and many at once', async () => {
    const { manager } = await open();
    await manager.set('a', { x: [1, 'two', null] });
    await manager.mset<unknown>([
      { key: 'b', value: 2 },
      { key: 'c', value: 'three' },
    ]);
    await expect(manager.get('a')).resolves.toEqual({ x: [1, 'two', null] });
    await expect(manager.mget(['a', 'b', 'none', 'c'])).resolves.toEqual([
      { x: [1, 'two', null] },
      2,
      undefined,
      'three',
    ]);
  });

  it('forgets what was deleted, and everything when it is cleared', async () => {
    const { manager } = await open();
    for (const key of ['a', 'b', 'c', 'd']) await manager.set<string>(key, key);
    await manager.del('a');
    await manager.mdel(['b', 'c']);
    await expect(manager.mget(['a', 'b', 'c', 'd'])).resolves.toEqual([
      undefined,
      undefined,
      undefined,
      'd',
    ]);
    await manager.clear();
    await expect(manager.get('d')).resolves.toBeUndefined();
  });

  it('wraps a function and tells the remaining time in milliseconds', async () => {
    const { manager } = await open();
    let calls = 0;
    const load = async () => Promise.resolve(++calls);
    await expect(manager.wrap('a', load, 60_000)).resolves.toBe(1);
    await expect(manager.wrap('a', load, 60_000)).resolves.toBe(1);
    const expires = (await manager.ttl('a')) ?? 0;
    expect(expires - Date.now()).toBeGreaterThan(50_000);
    expect(expires - Date.now()).toBeLessThanOrEqual(60_000);
  });

  it('keeps null, false, 0 and the empty text', async () => {
    const { manager } = await open();
    for (const value of [null, false, 0, '']) {
      await manager.set('a', value);
      await expect(manager.get('a')).resolves.toBe(value);
    }
  });

  it('forgets when the time is over', async () => {
    const { manager } = await open();
    await manager.set('a', 1, 30);
    await eventually(async () => expect(await manager.get('a')).toBeUndefined());
  });
});

describe('CACHE_MANAGER on Redis', () => {
  it('keeps plain JSON with a time to live below a prefix of its own', async () => {
    const { manager } = await openCache({ namespace: 'app', redis: patientRedis(url) });
    await manager.set('a', { x: 1 });
    const client = createClient({ url });
    await client.connect();
    try {
      const stored = JSON.parse((await client.get('app-manager:a')) ?? 'null') as unknown;
      expect(stored).toMatchObject({ value: { x: 1 } });
      expect(await client.pTTL('app-manager:a')).toBeGreaterThan(0);
    } finally {
      client.destroy();
    }
  });

  it('publishes what is deleted in the log of invalidations', async () => {
    const one = await openCache({ redis: patientRedis(url) });
    const other = await openCache({ redis: patientRedis(url) });
    await connected(one);
    await connected(other);
    const applied = () => other.cache.stats().coherence.applied;
    const before = applied();
    await one.manager.del('a');
    await eventually(() => expect(applied()).toBe(before + 1));
    await one.manager.clear();
    await eventually(() => expect(applied()).toBe(before + 2));
  });

  it('works without Redis, and does not bring back what was deleted meanwhile', async () => {
    const proxy = await FaultProxy.start(url);
    try {
      const opened = await openCache({ redis: { url: proxy.url } });
      const { manager } = opened;
      await connected(opened);
      await manager.set('a', 'old');
      await manager.set('b', 'old');
      await proxy.refuse();
      await unavailable(opened);
      await expect(manager.get('a')).resolves.toBeUndefined();
      await manager.del('a');
      await manager.set('b', 'new');
      await expect(manager.get('b')).resolves.toBe('new');
      await proxy.pass();
      await connected(opened);
      await expect(manager.get('a')).resolves.toBeUndefined();
      await expect(manager.get('b')).resolves.not.toBe('old');
    } finally {
      await closeCaches();
      await proxy.close();
    }
  });
});
