import type { CacheStats } from '../cache-stats';
import type { CacheRuntime } from './cache-runtime';
import { summarise } from './summarise';

/** What a cache tells of itself. */
export function statsOf(runtime: CacheRuntime): CacheStats {
  const { options, recorder } = runtime;
  const { statistics } = recorder;
  const { memoryHits, redisHits, ...totals } = summarise(statistics);
  return {
    enabled: options.enabled,
    ...totals,
    loads: statistics.loads,
    loadFailures: statistics.loadFailures,
    oversized: statistics.oversized,
    collapsed: statistics.collapsed,
    bypassed: statistics.bypassed,
    stale: statistics.stale,
    refreshes: statistics.refreshes,
    refreshFailures: statistics.refreshFailures,
    errors: statistics.errors,
    invalidations: statistics.invalidations,
    memory: memoryStats(runtime, memoryHits),
    redis: redisStats(runtime, redisHits),
    coherence: coherenceStats(runtime),
  };
}

function memoryStats({ memory, recorder }: CacheRuntime, hits: number): CacheStats['memory'] {
  const { size: entries, bytes, maxEntries, maxBytes } = memory;
  const { evictions } = recorder.statistics;
  return { hits, entries, bytes, maxEntries, maxBytes, evictions };
}

function redisStats({ redis, sharesLoads }: CacheRuntime, hits: number): CacheStats['redis'] {
  return {
    state: redis?.state ?? 'disabled',
    hits,
    breaker: redis?.connection.breaker ?? 'closed',
    sharedLoads: sharesLoads,
  };
}

function coherenceStats({ clock, coherence }: CacheRuntime): CacheStats['coherence'] {
  const { shared, epoch, applied, trustedUntilMs, fences } = coherence;
  return {
    scope: shared ? 'shared' : 'process',
    epoch,
    applied,
    trusted: clock.now() < trustedUntilMs,
    pending: fences.pending,
  };
}
