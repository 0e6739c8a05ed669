import type { DatabaseStatus, ReplicaState, ReplicaStatus, ServerStatus } from '@strata/database';
import type { MetricSource, Sample } from '@strata/metrics';
import { POOL_NAME } from './pool-sources';

type Servers = Pick<DatabaseStatus, 'servers'>;

const STATES: readonly ReplicaState[] = ['up', 'down', 'frozen', 'lagging'];

/** How far each replica is behind, and whether it gets reads; without replicas no series. */
export function replicaSources(status: Servers): MetricSource[] {
  return [
    perReplica(
      status,
      'db_replica_lag_seconds',
      'Age of the oldest change not shown.',
      (replica) => (replica.lagMs === undefined ? undefined : replica.lagMs / 1_000),
    ),
    perReplica(status, 'db_replica_lag_bytes', 'Log not replayed.', ({ lagBytes }) => lagBytes),
    perReplica(status, 'db_replica_weight', 'Share of the reads asked for.', (r) => r.weight),
    replicaState(status),
  ];
}

/** @param read undefined where the figure is not known: it is left out. */
function perReplica(
  status: Servers,
  name: string,
  help: string,
  read: (replica: ReplicaStatus) => number | undefined,
): MetricSource {
  const sample = ({ server, replica }: ServerStatus): Sample[] => {
    const value = replica && read(replica);
    return value === undefined ? [] : [{ labels: { [POOL_NAME]: server }, value }];
  };
  return {
    name,
    help,
    type: 'gauge',
    labelNames: [POOL_NAME],
    collect: () => status.servers().flatMap(sample),
  };
}

function replicaState(status: Servers): MetricSource {
  const samples = ({ server, replica }: ServerStatus): Sample[] => {
    if (replica === undefined) return [];
    return STATES.map((state) => {
      const labels = { [POOL_NAME]: server, state };
      return { labels, value: replica.state === state ? 1 : 0 };
    });
  };
  return {
    name: 'db_replica_state',
    help: 'State of a replica: 1 for the one that it is in.',
    type: 'gauge',
    labelNames: [POOL_NAME, 'state'],
    collect: () => status.servers().flatMap(samples),
  };
}
