import type { DrainLimits, InvalidationOutbox, StoredInvalidation } from '@strata/cache';
import type { Database, UnitOfWork } from '@strata/database';

const INSERT =
  'INSERT INTO public.cache_invalidations (namespace, names) VALUES ($1, $2) RETURNING id';
const REMOVE = 'DELETE FROM public.cache_invalidations WHERE id = ANY ($1::bigint[])';
const PEEK =
  'SELECT id, names FROM public.cache_invalidations WHERE namespace = $1 ORDER BY id LIMIT $2';
const DUE = `
  SELECT EXISTS (
    SELECT FROM public.cache_invalidations
    WHERE namespace = $1 AND created_at < clock_timestamp() - $2 * interval '1 millisecond'
  ) AS due`;

/** Rows that another process has locked are being published by it. */
const CLAIM = `
  WITH gone AS (
    DELETE FROM public.cache_invalidations
    WHERE id IN (
      SELECT id FROM public.cache_invalidations
      WHERE namespace = $1 AND created_at < clock_timestamp() - $2 * interval '1 millisecond'
      ORDER BY id LIMIT $3
      FOR UPDATE SKIP LOCKED
    )
    RETURNING id, names
  )
  SELECT id, names FROM gone ORDER BY id`;

/** The cache's outbox as the table `public.cache_invalidations` (migration 004). */
export class DatabaseOutbox implements InvalidationOutbox {
  constructor(
    private readonly database: Pick<Database, 'write'>,
    private readonly unitOfWork: Pick<UnitOfWork, 'transaction'>,
    /** As in the cache's options: rows of others are left alone. */
    private readonly namespace: string,
  ) {}

  async add(names: string): Promise<string> {
    const [row] = await this.#query<{ id: string }>(INSERT, [this.namespace, names]);
    if (row === undefined) throw new Error('INSERT ... RETURNING has answered without a row.');
    return row.id;
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#query(REMOVE, [ids]);
  }

  peek(maxRows: number): Promise<readonly StoredInvalidation[]> {
    return this.#query<StoredInvalidation>(PEEK, [this.namespace, maxRows]);
  }

  /** A transaction is opened only when there is something to do. */
  async drain(
    { minAgeMs, maxRows }: DrainLimits,
    publish: (stored: readonly StoredInvalidation[]) => Promise<void>,
  ): Promise<void> {
    const [found] = await this.#query<{ due: boolean }>(DUE, [this.namespace, minAgeMs]);
    if (found?.due !== true) return;
    await this.unitOfWork.transaction(async (manager) => {
      const claimed = await manager.query<StoredInvalidation[]>(CLAIM, [
        this.namespace,
        minAgeMs,
        maxRows,
      ]);
      if (claimed.length > 0) await publish(claimed);
    });
  }

  #query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.database.write((manager) => manager.query<Row[]>(sql, parameters));
  }
}
