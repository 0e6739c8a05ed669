import { CacheEvents, CacheInsight, type CacheOptions, CacheService } from '@strata/cache';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';

function openCache(options: CacheOptions = {}) {
  const events = new CacheEvents();
  const runtime = new CacheRuntime(options, events);
  return { cache: new CacheService(runtime), insight: new CacheInsight(runtime), events };
}

const byNamespace = (cache: CacheService, namespace: string) => cache.stats().namespaces[namespace];

describe('figures by namespace', () => {
  it('tell lookups by tier, loads, joined calls and calls past the cache', async () => {
    const { cache } = openCache();
    const fail = () => Promise.reject(new Error('database down'));
    await Promise.all([1, 2, 3].map(() => cache.getOrSet('users:1', () => Promise.resolve(1))));
    await cache.getOrSet('users:1', () => 1);
    await cache.getOrSet('users:1', () => 1, { bypass: true });
    await expect(cache.getOrSet('teams:1', fail)).rejects.toThrow('database down');
    const users = { memoryHits: 1, redisHits: 0, misses: 1, collapsed: 2, bypassed: 1, loads: 1 };
    expect(byNamespace(cache, 'users')).toMatchObject(users);
    expect(byNamespace(cache, 'teams')).toMatchObject({ loads: 1, loadFailures: 1, hits: 0 });
    expect(cache.stats()).toMatchObject({ loads: 2, loadFailures: 1, collapsed: 2, hits: 1 });
  });

  it('tell what was invalidated, and what made room', async () => {
    const { cache } = openCache({ memory: { maxEntries: 10 } });
    await cache.delete(['users:1', 'users:2', 'teams:1']);
    await cache.deleteByPattern('users:*');
    await cache.deleteByPattern('*:1');
    await cache.deleteByPattern('us*');
    await cache.invalidate({ tags: ['team:7'], namespaces: ['teams'] });
    await cache.clear();
    expect(byNamespace(cache, 'users')).toMatchObject({ invalidations: 2 });
    expect(byNamespace(cache, 'teams')).toMatchObject({ invalidations: 2 });
    expect(byNamespace(cache, '*')).toMatchObject({ invalidations: 4 });
    expect(cache.stats().invalidations).toBe(6);
    for (let key = 0; key < 40; key++) await cache.getOrSet(`many:${String(key)}`, () => key);
    expect(byNamespace(cache, 'many')?.evictions).toBeGreaterThanOrEqual(20);
    expect(cache.stats().memory.evictions).toBe(byNamespace(cache, 'many')?.evictions);
  });

  it('count as saved what hits would have cost, of a batch its part', async () => {
    const { cache } = openCache();
    const both = (keys: readonly string[]) => new Map(keys.map((key) => [key, 'reply']));
    await cache.getOrSet('replies:1', () => 'reply', { cost: 0.25 });
    for (let hit = 0; hit < 3; hit++) await cache.getOrSet('replies:1', () => 'never');
    await cache.getOrSetMany(['batch:1', 'batch:2'], both, { cost: 0.5 });
    await cache.getOrSetMany(['batch:1', 'batch:2'], both);
    await cache.getOrSet('free:1', () => 'page');
    await cache.getOrSet('free:1', () => 'page');
    expect(byNamespace(cache, 'replies')?.savedCost).toBeCloseTo(0.75);
    expect(byNamespace(cache, 'batch')?.savedCost).toBeCloseTo(1);
    expect(byNamespace(cache, 'free')?.savedCost).toBe(0);
    expect(cache.stats().savedCost).toBeCloseTo(1.75);
  });

  it('count load time as saved: as many loads as there were hits', async () => {
    const { cache, events } = openCache();
    let tookMs = 0;
    events.on('load', ({ durationMs }) => (tookMs = durationMs));
    const load = () => new Promise((resolve) => setTimeout(() => resolve(1), 20));
    for (let call = 0; call < 5; call++) await cache.getOrSet('users:1', load);
    expect(cache.stats().savedLoadMs).toBeCloseTo(4 * tookMs);
    expect(cache.stats().savedLoadMs).toBeGreaterThanOrEqual(60);
  });
});

describe('latency', () => {
  it('is told of one in 64 hits in memory, and of every load', async () => {
    const { cache, events, insight } = openCache();
    const told: string[] = [];
    events.on('latency', ({ tier, durationMs }) => {
      expect(durationMs).toBeGreaterThanOrEqual(0);
      told.push(tier);
    });
    for (let call = 0; call < 6_400; call++) await cache.getOrSet('users:1', () => 1);
    const ofMemory = told.filter((tier) => tier === 'memory').length;
    expect(ofMemory).toBeGreaterThanOrEqual(99);
    expect(ofMemory).toBeLessThanOrEqual(101);
    expect(told.filter((tier) => tier === 'load')).toHaveLength(1);
    const { memory, redis, loadLatency } = cache.stats();
    expect(memory.latency.count).toBe(ofMemory);
    expect([redis.latency.count, loadLatency.count]).toEqual([0, 1]);
    expect(insight.topKeys(1)).toMatchObject([{ key: 'users:1', count: 64 * ofMemory + 1 }]);
  });
});

describe('top keys', () => {
  it('hold the keys that memory often lacks, of which a sample is counted when many are asked for', async () => {
    const { cache, insight } = openCache();
    for (let call = 0; call < 6_400; call++) {
      // Not kept, so that every look-up is a miss.
      await cache.getOrSet(call % 3 === 0 ? 'users:hot' : `users:${call}`, () => 1, {
        ttlSeconds: 0,
      });
    }
    const counted = insight.topKeys(6_400).reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBeGreaterThan(6_400 - 64);
    expect(counted).toBeLessThanOrEqual(6_400);
    expect(insight.topKeys(1)).toMatchObject([{ key: 'users:hot' }]);
  });
});

describe('figures by endpoint', () => {
  it('are those of the calls that have one', async () => {
    let endpoint: string | undefined = '/users/:id';
    const { cache, insight } = openCache({ endpoint: () => endpoint });
    for (let call = 0; call < 3; call++) await cache.getOrSet('users:1', () => 1);
    await cache.getOrSet('users:1', () => 1, { bypass: true });
    endpoint = '/teams/:id';
    await Promise.all([1, 2].map(() => cache.getOrSet('teams:1', () => Promise.resolve(1))));
    endpoint = undefined;
    await cache.getOrSet('users:1', () => 1);
    expect(insight.endpoints()).toEqual([
      { endpoint: '/users/:id', hits: 2, misses: 1, collapsed: 0, bypassed: 1 },
      { endpoint: '/teams/:id', hits: 0, misses: 1, collapsed: 1, bypassed: 0 },
    ]);
  });

  it('are bounded in number', async () => {
    let call = 0;
    const { cache, insight } = openCache({ endpoint: () => `/${String(call)}` });
    for (call = 0; call < 300; call++) await cache.get('users:1');
    const figures = insight.endpoints();
    expect(figures).toHaveLength(257);
    expect(figures[0]).toMatchObject({ endpoint: 'other', misses: 44 });
  });

  it('fail the call whose endpoint cannot be told, and no call after it', async () => {
    let told = false;
    const endpoint = (): string => {
      if (!told) throw new Error('no endpoint');
      return '/users/:id';
    };
    const { cache } = openCache({ endpoint });
    await expect(cache.getOrSet('users:1', () => 1)).rejects.toThrow('no endpoint');
    told = true;
    await expect(cache.getOrSet('users:1', () => 1)).resolves.toBe(1);
  });

  it('are none where nobody tells which', async () => {
    const { cache, insight } = openCache();
    await cache.get('users:1');
    expect(insight.endpoints()).toEqual([]);
  });
});

it('counts no entry that has been invalidated already', async () => {
  const { cache, insight } = openCache();
  await cache.set('users:1', 1, { tags: ['team:7'] });
  await cache.set('users:2', 2);
  await cache.deleteByTag('team:7');
  await expect(insight.count({ namespaces: ['users'] })).resolves.toMatchObject({ memory: 1 });
  await expect(insight.count({ tags: ['team:7'] })).resolves.toMatchObject({ memory: 0 });
});
