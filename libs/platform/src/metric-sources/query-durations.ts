import type { DatabaseEvents } from '@strata/database';
import { DATABASE_DURATION_BUCKETS, type MetricsRegistry } from '@strata/metrics';

/** Times every statement, on every server, under the predecessor's name. */
export function recordQueryDurations(
  events: Pick<DatabaseEvents, 'on'>,
  registry: Pick<MetricsRegistry, 'histogram'>,
): void {
  const durations = registry
    .histogram({
      name: 'query_duration_seconds',
      help: 'Duration of database statements.',
      buckets: DATABASE_DURATION_BUCKETS,
    })
    .series();
  events.on('query', ({ durationMs }) => {
    durations.observe(durationMs / 1_000);
  });
}
