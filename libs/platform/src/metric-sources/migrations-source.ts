import type { MigrationState } from '@strata/database';
import type { MetricSource } from '@strata/metrics';

/** Those that the record alone can tell. */
const STATES: readonly MigrationState[] = ['applied', 'pending', 'changed', 'missing'];

/** How many migrations are in which state, as the readiness check was told last; before that no series. */
export function migrationsSource(known: {
  readonly states: readonly MigrationState[];
}): MetricSource {
  return {
    name: 'db_migrations',
    help: 'Migrations by state: applied, pending, changed (the file, since it was applied), missing (here).',
    type: 'gauge',
    labelNames: ['state'],
    collect: () => {
      const { states } = known;
      if (states.length === 0) return [];
      return STATES.map((state) => ({
        labels: { state },
        value: states.filter((one) => one === state).length,
      }));
    },
  };
}
