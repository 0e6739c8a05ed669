import type { DatabaseStatus, ServerStatus } from '@strata/database';
import type { MetricSource, Sample } from '@strata/metrics';

type Servers = Pick<DatabaseStatus, 'servers'>;

/** The label that names a server: `primary`, `replica-1` ... */
export const POOL_NAME = 'db_client_connection_pool_name';
const STATE = 'db_client_connection_state';

/**
 * The pools' figures: of the primary under the predecessors' names, without labels, and of every server under
 * the names of the OpenTelemetry conventions.
 */
export function poolSources(status: Servers): MetricSource[] {
  return [...primarySources(status), connectionCount(status), ...perServerSources(status)];
}

function primarySources(status: Servers): MetricSource[] {
  const ofPrimary = (
    name: string,
    help: string,
    read: (s: ServerStatus) => number,
  ): MetricSource => ({
    name,
    help,
    type: 'gauge',
    collect: () =>
      status
        .servers()
        .slice(0, 1)
        .map((primary) => ({ value: read(primary) })),
  });
  return [
    ofPrimary('db_pool_size', "Connections that the primary's pool keeps.", (s) => s.size),
    ofPrimary('db_pool_checked_out', 'Connections to the primary in use.', (s) => s.checkedOut),
    ofPrimary('db_pool_overflow', 'Open connections beyond the pool size.', (s) => s.overflow),
  ];
}

function perServerSources(status: Servers): MetricSource[] {
  const perServer = (
    description: Pick<MetricSource, 'name' | 'help' | 'type'>,
    read: (server: ServerStatus) => number,
  ): MetricSource => ({
    ...description,
    labelNames: [POOL_NAME],
    collect: () =>
      status
        .servers()
        .map((server) => ({ labels: { [POOL_NAME]: server.server }, value: read(server) })),
  });
  return [
    perServer(
      { name: 'db_client_connection_max', help: 'Most connections allowed.', type: 'gauge' },
      (server) => server.size + server.maxOverflow,
    ),
    perServer(
      { name: 'db_client_connection_idle_max', help: 'Most idle kept.', type: 'gauge' },
      (server) => server.size,
    ),
    perServer(
      { name: 'db_client_connection_idle_min', help: 'Idle kept at least.', type: 'gauge' },
      // What is open to `size` stays open: an unused pool has exactly that many.
      (server) => server.size,
    ),
    perServer(
      { name: 'db_server_available', help: 'Whether a server gets work: 1 or 0.', type: 'gauge' },
      (server) => (server.available ? 1 : 0),
    ),
    perServer(
      { name: 'db_server_checkouts_total', help: 'Connections lent.', type: 'counter' },
      (server) => server.totalCheckouts,
    ),
    perServer(
      { name: 'db_server_leaks_total', help: 'Connections not returned.', type: 'counter' },
      (server) => server.totalLeaks,
    ),
    perServer(
      { name: 'db_client_connection_pending_requests', help: 'Callers waiting.', type: 'gauge' },
      (server) => server.waiting,
    ),
    perServer(
      { name: 'db_client_connection_timeouts_total', help: 'Callers refused.', type: 'counter' },
      (server) => server.timeouts,
    ),
  ];
}

function connectionCount(status: Servers): MetricSource {
  const samples = ({ server, idle, checkedOut }: ServerStatus): Sample[] => [
    { labels: { [POOL_NAME]: server, [STATE]: 'idle' }, value: idle },
    { labels: { [POOL_NAME]: server, [STATE]: 'used' }, value: checkedOut },
  ];
  return {
    name: 'db_client_connection_count',
    help: 'Open connections by state.',
    type: 'gauge',
    labelNames: [POOL_NAME, STATE],
    collect: () => status.servers().flatMap(samples),
  };
}
