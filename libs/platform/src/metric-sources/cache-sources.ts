import type { CacheService, CacheStats } from '@strata/cache';
import type { MetricSource } from '@strata/metrics';

/** The cache's figures since the start of the process. */
export function cacheSources(cache: Pick<CacheService, 'stats'>): MetricSource[] {
  return [...totals(cache), memoryBytes(cache), redisUp(cache), breakerOpen(cache)];
}

function totals(cache: Pick<CacheService, 'stats'>): MetricSource[] {
  return [
    {
      name: 'cache_hits_total',
      help: 'Look-ups that the cache answered.',
      type: 'counter',
      collect: () => [{ value: cache.stats().hits }],
    },
    {
      name: 'cache_misses_total',
      help: 'Look-ups that the cache could not answer.',
      type: 'counter',
      collect: () => [{ value: cache.stats().misses }],
    },
    {
      name: 'cache_hit_rate',
      help: 'Share of look-ups since the start that the cache answered, 0 to 1.',
      type: 'gauge',
      collect: () => [{ value: hitRate(cache.stats()) }],
    },
    {
      name: 'cache_errors_total',
      help: 'Failures inside the cache; no answer was affected.',
      type: 'counter',
      collect: () => [{ value: cache.stats().errors }],
    },
  ];
}

function hitRate({ hits, misses }: Pick<CacheStats, 'hits' | 'misses'>): number {
  return hits === 0 ? 0 : hits / (hits + misses);
}

function memoryBytes(cache: Pick<CacheService, 'stats'>): MetricSource {
  return {
    name: 'cache_memory_bytes',
    help: 'Estimated size of the entries in the memory tier.',
    type: 'gauge',
    collect: () => [{ value: cache.stats().memory.bytes }],
  };
}

function redisUp(cache: Pick<CacheService, 'stats'>): MetricSource {
  return {
    name: 'cache_redis_up',
    help: 'Whether the Redis tier is in use; absent where none is configured.',
    type: 'gauge',
    collect: () => {
      const { state } = cache.stats().redis;
      return state === 'disabled' ? [] : [{ value: state === 'connected' ? 1 : 0 }];
    },
  };
}

function breakerOpen(cache: Pick<CacheService, 'stats'>): MetricSource {
  return {
    name: 'cache_breaker_open',
    help: 'Whether calls to Redis are refused until it answers again; absent where none is configured.',
    type: 'gauge',
    collect: () => {
      const { state, breaker } = cache.stats().redis;
      return state === 'disabled' ? [] : [{ value: breaker === 'closed' ? 0 : 1 }];
    },
  };
}
