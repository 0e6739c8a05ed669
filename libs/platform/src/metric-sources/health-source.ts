import type { HealthRegistry } from '@strata/health';
import type { MetricSource } from '@strata/metrics';

/** Every health indicator, for alerts. */
export function healthSource(registry: Pick<HealthRegistry, 'reports'>): MetricSource {
  return {
    name: 'health_indicator_up',
    help: 'Whether a health indicator is up: 1 up, 0.5 degraded, 0 down.',
    type: 'gauge',
    labelNames: ['indicator'],
    collect: () =>
      registry.reports().map(({ indicator, state }) => ({
        labels: { indicator: indicator.name },
        value: VALUES[state.status],
      })),
  };
}

const VALUES = { up: 1, degraded: 0.5, down: 0 } as const;
