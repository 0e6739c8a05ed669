import type { DatabaseEvents } from '@strata/database';
import { DATABASE_DURATION_BUCKETS, type MetricsRegistry } from '@strata/metrics';
import { POOL_NAME } from './pool-sources';

type Events = Pick<DatabaseEvents, 'on'>;
type Histograms = Pick<MetricsRegistry, 'histogram'>;

/** Stands for statements that no repository's method sent. */
const NO_METHOD = 'none';

/** Times every statement: by repository method under the predecessor's name, and by server under OpenTelemetry's. */
export function recordQueryDurations(events: Events, registry: Histograms): void {
  const buckets = DATABASE_DURATION_BUCKETS;
  const byMethod = registry.histogram({
    name: 'query_duration_seconds',
    help: 'Duration of database statements by the method of the repository that sent them.',
    labelNames: ['method'],
    buckets,
  });
  const byServer = registry.histogram({
    name: 'db_client_operation_duration_seconds',
    help: 'Duration of database statements by server and outcome.',
    labelNames: ['db_system_name', POOL_NAME, 'error_type'],
    buckets,
  });
  // Shown from the start, so that a rate has something to begin from.
  byMethod.series(NO_METHOD);
  events.on('query', ({ server, method, durationMs, failed }) => {
    const seconds = durationMs / 1_000;
    byMethod.series(method ?? NO_METHOD).observe(seconds);
    byServer.series('postgresql', server, failed ? '_OTHER' : '').observe(seconds);
  });
}
