import type { MetricsText } from './metrics-text';

/** What a process of the service said of itself at one time. */
export interface Sample {
  readonly service: string;
  /** Seconds from the start of the load. */
  readonly atSeconds: number;
  readonly rssMb: number;
  readonly heapMb: number;
  /** Longest but one in a hundred of the event loop's turns; an idle loop shows the 10 ms between two looks. */
  readonly loopLagP99Ms: number;
  /** Share of the last second in which the event loop was busy. */
  readonly loopBusy: number;
  /** Connections to all PostgreSQL servers, and calls that wait for one. */
  readonly connectionsInUse: number;
  readonly connectionsIdle: number;
  readonly callsWaiting: number;
  readonly redisUp: boolean;
  /** Whether the replica gets reads. */
  readonly replicaUp: boolean;
}

const BYTES_PER_MB = 1024 * 1024;
const COUNT = 'db_client_connection_count';

/** @throws Error when the metrics lack something. */
export function sampleOf(service: string, atSeconds: number, metrics: MetricsText): Sample {
  const value = (name: string, label?: string): number => {
    const found = metrics.sum(name, label);
    if (found === undefined) throw new Error(`${service} has no metric ${name}`);
    return found;
  };
  return {
    service,
    atSeconds,
    rssMb: value('process_resident_memory_bytes') / BYTES_PER_MB,
    heapMb: value('nodejs_heap_size_used_bytes') / BYTES_PER_MB,
    loopLagP99Ms: value('nodejs_eventloop_lag_p99_seconds') * 1_000,
    loopBusy: value('nodejs_eventloop_utilization_ratio'),
    connectionsInUse: value(COUNT, 'state="used"'),
    connectionsIdle: value(COUNT, 'state="idle"'),
    callsWaiting: value('db_client_connection_pending_requests'),
    redisUp: value('cache_redis_up') === 1,
    replicaUp: value('db_replica_state', 'state="up"') === 1,
  };
}
