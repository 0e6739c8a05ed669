import type { CacheEvents } from '@strata/cache';
import type { MetricsRegistry } from '@strata/metrics';

/** Seconds: a hit in memory takes a microsecond, one in Redis part of a millisecond, a load what it takes. */
const TIER_BUCKETS = [
  1e-6, 2.5e-6, 5e-6, 1e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.05, 0.1, 0.5, 1,
  5,
];
const LAG_BUCKETS = [1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** Times the cache's tiers, and the way of invalidations from other processes. */
export function recordCacheDurations(
  events: Pick<CacheEvents, 'on'>,
  registry: Pick<MetricsRegistry, 'histogram'>,
): void {
  const latency = registry.histogram({
    name: 'cache_latency_seconds',
    help: 'Time of hits in memory (one in 64), of answers of Redis, and of loads.',
    labelNames: ['tier'],
    buckets: TIER_BUCKETS,
  });
  const lag = registry.histogram({
    name: 'cache_invalidation_lag_seconds',
    help: 'From an invalidation in another process until it holds here, by the wall clocks of both.',
    buckets: LAG_BUCKETS,
  });
  const series = {
    memory: latency.series('memory'),
    redis: latency.series('redis'),
    load: latency.series('load'),
  };
  events.on('latency', ({ tier, durationMs }) => series[tier].observe(durationMs / 1_000));
  events.on('applied', ({ lagMs }) => lag.series().observe(lagMs / 1_000));
}
