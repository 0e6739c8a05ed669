import type { DatabaseStatus } from '@strata/database';
import type { HealthIndicator } from '@strata/health';

/** Degraded while a replica is out of use; its reads go elsewhere meanwhile. */
export function replicasIndicator(status: Pick<DatabaseStatus, 'servers'>): HealthIndicator {
  return {
    name: 'replicas',
    critical: false,
    inSummary: false,
    read: () => {
      const replicas = status.servers().filter(({ role }) => role === 'replica');
      return { status: replicas.every(({ available }) => available) ? 'up' : 'degraded' };
    },
  };
}
