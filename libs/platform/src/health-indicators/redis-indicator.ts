import type { CacheService } from '@strata/cache';
import type { HealthIndicator, HealthState } from '@strata/health';

const DISABLED: HealthState = {
  status: 'up',
  text: 'disabled',
  topLevel: { name: 'redis', value: 'disabled' },
};
const HEALTHY: HealthState = { status: 'up', topLevel: { name: 'redis', value: 'healthy' } };
const UNAVAILABLE: HealthState = {
  status: 'down',
  topLevel: { name: 'redis', value: 'unavailable' },
};

/** What the cache knows of Redis at this moment. Never critical: without it every answer is the same. */
export function redisIndicator(cache: Pick<CacheService, 'stats'>): HealthIndicator {
  return {
    name: 'redis',
    critical: false,
    whenFailed: UNAVAILABLE,
    read: () => {
      const { enabled, redis } = cache.stats();
      if (!enabled || redis.state === 'disabled') return DISABLED;
      return redis.state === 'connected' && redis.breaker === 'closed' ? HEALTHY : UNAVAILABLE;
    },
  };
}
