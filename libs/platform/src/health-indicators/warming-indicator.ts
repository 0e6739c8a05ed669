import type { CacheWarmers } from '@strata/cache';
import type { HealthIndicator } from '@strata/health';

/** No requests before the cache has been warmed, or warming has been given up; neither is a failure. */
export function warmingIndicator(warmers: Pick<CacheWarmers, 'warming'>): HealthIndicator {
  return {
    name: 'cache_warming',
    critical: true,
    inSummary: false,
    read: () => (warmers.warming ? undefined : { status: 'up' }),
  };
}
