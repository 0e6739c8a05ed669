import type { Database, UnitOfWork } from '@strata/database';
import { AppError } from '@strata/errors';

/** A request that may be sent several times and must take effect once. */
export interface IdempotentRequest {
  /** Who sent it; keys of others are other keys. */
  readonly caller: string;
  readonly key: string;
  /** SHA-256 (hex): the same for the same request only. */
  readonly hash: string;
}

/** What such a request was answered. */
export interface KeptAnswer {
  readonly status: number;
  /** Of the Location header; null without one. */
  readonly location: string | null;
  readonly body: string;
}

/** The same, before it is kept. */
export interface NewAnswer extends KeptAnswer {
  /** The user whom it is about; null when that is its caller alone. */
  readonly aboutUser: string | null;
}

const LOCK = `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0)) AS free`;
const FIND = `SELECT request_hash AS hash, status, location, body
  FROM production.idempotent_requests WHERE caller = $1 AND idempotency_key = $2`;
const KEEP = `INSERT INTO production.idempotent_requests
  (caller, idempotency_key, request_hash, status, location, body, about_user)
  VALUES ($1, $2, $3, $4, $5, $6, nullif($7, $1))`;
const REMOVE = 'DELETE FROM production.idempotent_requests WHERE caller = $1 OR about_user = $1';

/** Seconds after which a request that is under way will mostly have been answered. */
const IN_USE_RETRY_SECONDS = 1;

/** The answers of requests with an Idempotency-Key, in `production.idempotent_requests` (migration 006). */
export class IdempotentRequests {
  constructor(
    private readonly database: Pick<Database, 'write'>,
    private readonly unitOfWork: Pick<UnitOfWork, 'transaction'>,
  ) {}

  /**
   * The answer that was kept for the key; else that of `work`, which runs in one transaction with the
   * keeping of it: a process that is killed at any moment leaves both or neither.
   * @throws AppError IDEMPOTENCY_KEY_REUSED when the key came with another request;
   *   IDEMPOTENCY_KEY_IN_USE while that one is under way; what `work` throws, and nothing is kept.
   */
  once(request: IdempotentRequest, work: () => Promise<NewAnswer>): Promise<KeptAnswer> {
    const name = [request.caller, request.key];
    return this.unitOfWork.transaction(async () => {
      const [lock] = await this.#query<{ free: boolean }>(LOCK, name);
      if (lock?.free !== true) {
        throw new AppError('IDEMPOTENCY_KEY_IN_USE', { retryAfterSeconds: IN_USE_RETRY_SECONDS });
      }
      // A statement of its own: it sees what the last holder of the lock has committed.
      const [known] = await this.#query<KeptAnswer & { hash: string }>(FIND, name);
      if (known === undefined) return this.#kept(request, await work());
      if (known.hash !== request.hash) throw new AppError('IDEMPOTENCY_KEY_REUSED');
      return known;
    });
  }

  /** Forgets a user's keys, and what others were answered about that user, whose keys are free again. */
  async deleteOf(userId: string): Promise<void> {
    await this.#query(REMOVE, [userId]);
  }

  async #kept({ caller, key, hash }: IdempotentRequest, answer: NewAnswer): Promise<KeptAnswer> {
    const { status, location, body, aboutUser } = answer;
    await this.#query(KEEP, [caller, key, hash, status, location, body, aboutUser]);
    return answer;
  }

  #query<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.database.write((m) => m.query<Row[]>(sql, [...parameters]));
  }
}
