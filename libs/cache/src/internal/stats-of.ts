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
    oversized: statistics.oversized,
    errors: statistics.errors,
    invalidations: statistics.invalidations,
    loadLatency: recorder.latency.load.summary(),
    memory: { ...memoryStats(runtime, memoryHits), evictions: totals.evictions },
    redis: redisStats(runtime, redisHits),
    coherence: coherenceStats(runtime),
  };
}

function memoryStats({ memory, recorder }: CacheRuntime, hits: number) {
  const { size: entries, bytes, maxEntries, maxBytes } = memory;
  return { hits, entries, bytes, maxEntries, maxBytes, latency: recorder.latency.memory.summary() };
}

function redisStats(
  { redis, recorder, sharesLoads }: CacheRuntime,
  hits: number,
): CacheStats['redis'] {
  return {
    state: redis?.state ?? 'disabled',
    hits,
    breaker: redis?.connection.breaker ?? 'closed',
    sharedLoads: sharesLoads,
    latency: recorder.latency.redis.summary(),
  };
}

function coherenceStats({ clock, coherence, recorder }: CacheRuntime): CacheStats['coherence'] {
  const { shared, epoch, applied, trustedUntilMs, fences } = coherence;
  return {
    scope: shared ? 'shared' : 'process',
    epoch,
    applied,
    trusted: clock.now() < trustedUntilMs,
    pending: fences.pending,
    lag: recorder.lag.summary(),
  };
}
