import { type CacheWarmers, WARMER_STATES } from '@strata/cache';
import type { MetricSource } from '@strata/metrics';

/** What became of each warmer of the cache. */
export function warmerSources(warmers: Pick<CacheWarmers, 'reports'>): MetricSource[] {
  return [
    {
      name: 'cache_warmer_state',
      help: 'State of a warmer: 1 for the one that it is in.',
      type: 'gauge',
      labelNames: ['warmer', 'state'],
      collect: () =>
        warmers.reports().flatMap(({ name, state: present }) =>
          WARMER_STATES.map((state) => ({
            labels: { warmer: name, state },
            value: state === present ? 1 : 0,
          })),
        ),
    },
    {
      name: 'cache_warmer_duration_seconds',
      help: 'For how long a warmer ran, or has been running.',
      type: 'gauge',
      labelNames: ['warmer'],
      collect: () =>
        warmers
          .reports()
          .map(({ name, durationMs }) => ({ labels: { warmer: name }, value: durationMs / 1_000 })),
    },
  ];
}
