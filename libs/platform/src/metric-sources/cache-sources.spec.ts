import { CacheEvents, type CacheStats } from '@strata/cache';
import { MetricsRegistry } from '@strata/metrics';
import { recordCacheDurations } from './cache-durations';
import { cacheEndpointSource } from './cache-endpoint-source';
import { cacheNamespaceSources } from './cache-namespace-sources';
import { cacheSources } from './cache-sources';
import { warmerSources } from './warmer-sources';

const USERS = {
  hits: 3,
  memoryHits: 2,
  redisHits: 1,
  misses: 1,
  stale: 4,
  collapsed: 5,
  bypassed: 6,
  loads: 9,
  loadFailures: 2,
  refreshes: 8,
  refreshFailures: 3,
  evictions: 10,
  invalidations: 11,
  savedLoadMs: 1_500,
  savedCost: 0.25,
};

const STATS: Partial<CacheStats> = {
  enabled: true,
  hits: 3,
  misses: 1,
  errors: 2,
  namespaces: { users: USERS },
};

function cacheWith(redis: 'connected' | 'unavailable' | 'disabled') {
  const tiers = {
    memory: { bytes: 512 },
    redis: { state: redis, breaker: redis === 'connected' ? 'closed' : 'open' },
  };
  return { stats: () => ({ ...STATS, ...tiers }) as CacheStats };
}

describe("the predecessors' metrics", () => {
  it('tell hits, misses and their rate', async () => {
    const registry = new MetricsRegistry({});
    cacheSources(cacheWith('connected')).forEach((source) => {
      registry.register(source);
    });
    const text = await registry.expose();
    expect(text).toContain('# TYPE cache_hits_total counter\ncache_hits_total 3\n');
    expect(text).toContain('cache_misses_total 1\n');
    expect(text).toContain('cache_hit_rate 0.75\n');
    expect(text).toContain('metrics_source_errors_total{source="cache_hits_total"} 0');
  });

  it('tell a rate of 0 before the first look-up', async () => {
    const registry = new MetricsRegistry({});
    const stats = { ...cacheWith('connected').stats(), hits: 0, misses: 0 };
    cacheSources({ stats: () => stats }).forEach((source) => {
      registry.register(source);
    });
    expect(await registry.expose()).toContain('cache_hit_rate 0\n');
  });
});

describe("the cache's metrics", () => {
  it('have a series for each namespace', async () => {
    const registry = new MetricsRegistry({});
    cacheNamespaceSources(cacheWith('connected')).forEach((source) => {
      registry.register(source);
    });
    const text = await registry.expose();
    expect(text.match(/^cache_\w+\{namespace="users".*$/gm)).toEqual([
      'cache_lookups_total{namespace="users",result="hit"} 3',
      'cache_lookups_total{namespace="users",result="miss"} 1',
      'cache_tier_hits_total{namespace="users",tier="memory"} 2',
      'cache_tier_hits_total{namespace="users",tier="redis"} 1',
      'cache_stale_total{namespace="users"} 4',
      'cache_collapsed_total{namespace="users"} 5',
      'cache_bypassed_total{namespace="users"} 6',
      'cache_loads_total{namespace="users",result="success"} 7',
      'cache_loads_total{namespace="users",result="failure"} 2',
      'cache_refreshes_total{namespace="users",result="success"} 5',
      'cache_refreshes_total{namespace="users",result="failure"} 3',
      'cache_evictions_total{namespace="users"} 10',
      'cache_invalidations_total{namespace="users"} 11',
      'cache_saved_seconds_total{namespace="users"} 1.5',
      'cache_saved_cost_total{namespace="users"} 0.25',
    ]);
  });

  it('have a series for each endpoint', async () => {
    const registry = new MetricsRegistry({});
    const figures = { hits: 7, misses: 2, collapsed: 0, bypassed: 0 };
    const endpoints = () => [{ endpoint: '/api/users/:id', ...figures }];
    registry.register(cacheEndpointSource({ endpoints }));
    const text = await registry.expose();
    expect(text).toContain(
      'cache_endpoint_lookups_total{http_route="/api/users/:id",result="hit"} 7',
    );
    expect(text).toContain('result="miss"} 2');
  });

  it('say in which state each warmer is', async () => {
    const registry = new MetricsRegistry({});
    const reports = () => [{ name: 'profiles', state: 'failed', durationMs: 1_500 } as const];
    warmerSources({ reports }).forEach((source) => {
      registry.register(source);
    });
    const text = await registry.expose();
    expect(text).toContain('cache_warmer_state{warmer="profiles",state="failed"} 1');
    expect(text).toContain('cache_warmer_state{warmer="profiles",state="warm"} 0');
    expect(text).toContain('cache_warmer_duration_seconds{warmer="profiles"} 1.5');
  });

  it('time tiers, loads and invalidations in seconds', async () => {
    const registry = new MetricsRegistry({});
    const events = new CacheEvents();
    recordCacheDurations(events, registry);
    events.emit('latency', { tier: 'memory', durationMs: 0.002 });
    events.emit('latency', { tier: 'redis', durationMs: 0.3 });
    events.emit('applied', { lagMs: 4 });
    const text = await registry.expose();
    expect(text).toContain('cache_latency_seconds_bucket{le="0.000001",tier="memory"} 0');
    expect(text).toContain('cache_latency_seconds_bucket{le="0.0000025",tier="memory"} 1');
    expect(text).toContain('cache_latency_seconds_sum{tier="redis"} 0.0003');
    expect(text).toContain('cache_latency_seconds_count{tier="load"} 0');
    expect(text).toContain('cache_invalidation_lag_seconds_bucket{le="0.005"} 1');
  });
});

describe('the metric of Redis', () => {
  it.each([
    ['connected', 'cache_redis_up 1\n'],
    ['connected', 'cache_breaker_open 0\n'],
    ['unavailable', 'cache_breaker_open 1\n'],
    ['unavailable', 'cache_redis_up 0\n'],
  ] as const)('says whether it is in use: %s', async (state, line) => {
    const registry = new MetricsRegistry({});
    cacheSources(cacheWith(state)).forEach((source) => {
      registry.register(source);
    });
    expect(await registry.expose()).toContain(line);
  });

  it('is absent where no Redis is configured, so that no alert waits for it', async () => {
    const registry = new MetricsRegistry({});
    cacheSources(cacheWith('disabled')).forEach((source) => {
      registry.register(source);
    });
    expect(await registry.expose()).not.toMatch(/^cache_(?:redis_up|breaker_open) /m);
  });
});
