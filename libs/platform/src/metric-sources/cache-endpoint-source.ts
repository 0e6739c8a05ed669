import type { CacheInsight } from '@strata/cache';
import type { MetricSource } from '@strata/metrics';

/** Look-ups by the route that they were made for; the cache bounds their number. */
export function cacheEndpointSource(insight: Pick<CacheInsight, 'endpoints'>): MetricSource {
  return {
    name: 'cache_endpoint_lookups_total',
    help: 'Look-ups by the route that they were made for and by result.',
    type: 'counter',
    labelNames: ['http_route', 'result'],
    collect: () =>
      insight.endpoints().flatMap(({ endpoint, hits, misses }) => [
        { labels: { http_route: endpoint, result: 'hit' }, value: hits },
        { labels: { http_route: endpoint, result: 'miss' }, value: misses },
      ]),
  };
}
