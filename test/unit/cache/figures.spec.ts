import { openClocked } from './clocked-cache';

describe('statistics and events', () => {
  it('tell hits, misses and loads by namespace', async () => {
    const { cache, events } = openClocked();
    const seen: string[] = [];
    events.on('hit', ({ namespace, tier }) => seen.push(`hit ${namespace} ${tier}`));
    events.on('miss', ({ namespace }) => seen.push(`miss ${namespace}`));
    events.on('load', ({ namespace, failed }) => seen.push(`load ${namespace} ${failed}`));
    events.on('invalidate', ({ names }) => seen.push(`invalidate ${names}`));
    await cache.getOrSet('users:1', () => 1);
    await cache.getOrSet('users:1', () => 1);
    await cache.get('teams:1');
    await cache.delete(['users:1', 'users:2']);
    expect(seen).toEqual([
      'miss users',
      'load users false',
      'hit users memory',
      'miss teams',
      'invalidate 2',
    ]);
    expect(cache.stats()).toMatchObject({
      enabled: true,
      hits: 1,
      misses: 2,
      totalRequests: 3,
      hitRatePercent: 33.33,
      namespaces: { users: { hits: 1, misses: 1 }, teams: { hits: 0, misses: 1 } },
      coherence: { scope: 'process', trusted: true, pending: 0 },
    });
  });

  it('show no keys, whatever these look like', async () => {
    const { cache, events } = openClocked();
    const told = new Set<string>();
    events.on('miss', ({ namespace }) => told.add(namespace));
    events.on('load', ({ namespace }) => told.add(namespace));
    for (const key of [
      'ada',
      'ada@example.org',
      'ada@example.org:profile',
      `${'a'.repeat(65)}:1`,
    ]) {
      await cache.getOrSet(key, () => 1);
      await cache.getOrSet(key, () => 1);
      await cache.delete(key);
    }
    expect(Object.keys(cache.stats().namespaces)).toEqual(['other']);
    expect(cache.stats().namespaces.other).toMatchObject({ hits: 4, misses: 4, invalidations: 4 });
    expect([...told]).toEqual(['other']);
  });

  it('count a bounded number of namespaces', async () => {
    const { cache } = openClocked();
    for (let index = 0; index < 300; index++) await cache.get(`n${index}:1`);
    const { namespaces } = cache.stats();
    expect(Object.keys(namespaces)).toHaveLength(257);
    expect(namespaces.other).toMatchObject({ hits: 0, misses: 44 });
  });
});
