import type { DatabaseEvents, DatabaseStatus } from '@strata/database';
import {
  DATABASE_DURATION_BUCKETS,
  type HistogramSeries,
  type MetricsRegistry,
} from '@strata/metrics';
import { POOL_NAME } from './pool-sources';

/** Times making, waiting for and using connections, under the names of the OpenTelemetry conventions. */
export function recordPoolDurations(
  events: Pick<DatabaseEvents, 'on'>,
  status: Pick<DatabaseStatus, 'servers'>,
  registry: Pick<MetricsRegistry, 'histogram'>,
): void {
  const timer = (name: string, help: string): ((server: string, ms: number) => void) => {
    const labelNames = [POOL_NAME];
    const buckets = DATABASE_DURATION_BUCKETS;
    const histogram = registry.histogram({ name, help, labelNames, buckets });
    for (const { server } of status.servers()) histogram.series(server);
    return (server, ms) => secondsOf(histogram.series(server), ms);
  };
  const created = timer(
    'db_client_connection_create_time_seconds',
    'Time to make a connection, sign-in included.',
  );
  const waited = timer(
    'db_client_connection_wait_time_seconds',
    'Time from asking for a connection to receiving it.',
  );
  const used = timer(
    'db_client_connection_use_time_seconds',
    'Time between receiving a connection and returning it.',
  );
  events.on('connection_opened', ({ server, createMs }) => created(server, createMs));
  events.on('checkout', ({ server, waitMs }) => waited(server, waitMs));
  events.on('checkin', ({ server, useMs }) => used(server, useMs));
}

function secondsOf(series: HistogramSeries, ms: number): void {
  series.observe(ms / 1_000);
}
