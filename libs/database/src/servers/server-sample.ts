import { parseLsn, type WalPosition } from './wal-position';

/** What a server said of itself at one moment. */
export interface ServerSample {
  /** Changes with every start of the server. */
  readonly startedAt: string;
  /** Whether it follows another server. */
  readonly inRecovery: boolean;
  /** Whether it takes writes. */
  readonly writable: boolean;
  /** What a read that begins now sees at least: replayed on a replica, inserted on a primary. */
  readonly position: WalPosition;
  /** As `position`, without what replicas cannot have yet, because it is not on the primary's disk. */
  readonly durable: WalPosition;
  /** By `performance.now()`, before the question was sent. */
  readonly askedAt: number;
  /** By `performance.now()`, after the answer had come. */
  readonly answeredAt: number;
}

/** A row of {@link SAMPLE}. */
export interface SampleRow {
  readonly startedAt: string;
  readonly inRecovery: boolean;
  readonly writable: boolean;
  readonly lsn: string;
  readonly durable: string;
  readonly timeline: number;
}

/**
 * The timeline of a replica is that of its receiver, which only members of pg_monitor may see, or else
 * that of its control file, which follows at the next restart point.
 */
const SAMPLE = `SELECT pg_postmaster_start_time()::text AS "startedAt", recovering AS "inRecovery",
  current_setting('transaction_read_only') = 'off' AS writable,
  CASE WHEN recovering THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END::text AS lsn,
  CASE WHEN recovering THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END::text AS durable,
  CASE WHEN recovering THEN greatest(
    (SELECT received_tli FROM pg_stat_wal_receiver),
    (SELECT timeline_id FROM pg_control_checkpoint()),
    (SELECT min_recovery_end_timeline FROM pg_control_recovery()))
  ELSE ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int END AS timeline
  FROM (SELECT pg_is_in_recovery() AS recovering OFFSET 0) AS server`;

/** The sample that a row of {@link SAMPLE} describes. */
function toSample(row: SampleRow, askedAt: number): ServerSample {
  const { startedAt, inRecovery, writable, timeline } = row;
  return {
    startedAt,
    inRecovery,
    writable,
    position: { timeline, lsn: parseLsn(row.lsn) },
    durable: { timeline, lsn: parseLsn(row.durable) },
    askedAt,
    answeredAt: performance.now(),
  };
}

/** Asks over any connection. */
export async function takeSample(
  query: (sql: string) => Promise<{ rows: SampleRow[] }>,
): Promise<ServerSample> {
  const askedAt = performance.now();
  const [row] = (await query(SAMPLE)).rows;
  if (row === undefined) throw new Error('The server has said nothing of itself.');
  return toSample(row, askedAt);
}
