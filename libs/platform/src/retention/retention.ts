import type { UnitOfWork } from '@strata/database';
import type { RetentionRule } from './retention-rule';

/** What one transaction deletes at most: short enough for every lock and for replicas. */
export const BATCH_ROWS = 1_000;

const BATCH_TIMEOUT_MS = 10_000;

/** Held until the transaction ends, whatever connection a pooler gives the next one. The number is arbitrary. */
const TRY_LOCK = 'SELECT pg_try_advisory_xact_lock(7271405) AS mine';

/** Rows that somebody has locked, as whoever publishes an invalidation, are left for the next time. */
const deleteFrom = (table: string, since: string): string => `WITH gone AS (
    DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${table} WHERE ${since} < now() - $1 * interval '1 day'
      ORDER BY ${since} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED
    )) RETURNING 1
  ) SELECT count(*)::int AS rows FROM gone`;

/**
 * Deletes the rows of `rule` that are due in a transaction of their own, {@link BATCH_ROWS} at most.
 * @returns how many; undefined when another process is at work.
 */
export function deleteBatch(
  unitOfWork: Pick<UnitOfWork, 'transaction'>,
  { table, since = 'created_at', days }: RetentionRule,
): Promise<number | undefined> {
  return unitOfWork.transaction(
    async (manager) => {
      const [lock] = await manager.query<{ mine: boolean }[]>(TRY_LOCK);
      if (lock?.mine !== true) return undefined;
      const [gone] = await manager.query<{ rows: number }[]>(deleteFrom(table, since), [days]);
      return gone?.rows ?? 0;
    },
    { timeoutMs: BATCH_TIMEOUT_MS },
  );
}
