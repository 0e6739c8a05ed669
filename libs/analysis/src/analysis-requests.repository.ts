import { Injectable } from '@nestjs/common';
import { Database, ObservedRepository } from '@strata/database';
import type { AnswerSource } from './analysis';

/** What an Idempotency-Key was answered the first time. */
export interface RecordedRequest {
  readonly requestHash: string;
  readonly sessionId: string;
  readonly source: AnswerSource;
}

/** The right to answer the first request with a key, until then and not longer. */
export interface KeyClaim {
  readonly userId: string;
  readonly key: string;
  /** By the server's clock. It tells this claim from every other of the key. */
  readonly until: Date;
}

const FIND = `SELECT request_hash AS "requestHash", session_id AS "sessionId", source
  FROM production.analysis_requests WHERE user_id = $1 AND idempotency_key = $2`;

/** One statement decides between all processes. A claim whose time is over passes to whoever asks next. */
const CLAIM = `INSERT INTO production.analysis_claims AS held (user_id, idempotency_key, claimed_until)
  VALUES ($1, $2, now() + $3 * interval '1 second')
  ON CONFLICT (user_id, idempotency_key) DO UPDATE
    SET claimed_until = excluded.claimed_until, created_at = excluded.created_at
    WHERE held.claimed_until <= now()
  RETURNING claimed_until AS until`;

const RELEASE = `DELETE FROM production.analysis_claims
  WHERE user_id = $1 AND idempotency_key = $2 AND claimed_until = $3`;

/** An analysis that is gone, with its owner, is nothing to repeat; one that is going is waited for. */
const RECORD = `WITH released AS (${RELEASE})
  INSERT INTO production.analysis_requests (user_id, idempotency_key, request_hash, session_id, source)
  SELECT $1, $2, $4, id, $6 FROM production.analysis_sessions WHERE id = $5 FOR KEY SHARE
  ON CONFLICT DO NOTHING RETURNING session_id`;

/**
 * Idempotency keys, each belonging to one owner: production.analysis_requests says what they were answered,
 * production.analysis_claims which of them are in use.
 */
@ObservedRepository()
@Injectable()
export class AnalysisRequestsRepository {
  constructor(private readonly database: Database) {}

  async find(userId: string, key: string): Promise<RecordedRequest | undefined> {
    const [row] = await this.#query<RecordedRequest>(FIND, [userId, key]);
    return row;
  }

  /**
   * Takes the key for `seconds`, 1 at least: undefined while somebody else has it. Whoever has it should look
   * whether the key was recorded before.
   */
  async claim(userId: string, key: string, seconds: number): Promise<KeyClaim | undefined> {
    const [row] = await this.#query<{ until: Date }>(CLAIM, [userId, key, seconds]);
    return row && { userId, key, until: row.until };
  }

  /** Ends the claim, unless its time is over and the key somebody else's. */
  async release({ userId, key, until }: KeyClaim): Promise<void> {
    await this.#query(RELEASE, [userId, key, until]);
  }

  /**
   * Ends the claim with an answer. False when nothing was recorded: the key was answered already, because the
   * claim's time was over, or the analysis has been deleted.
   */
  async record({ userId, key, until }: KeyClaim, request: RecordedRequest): Promise<boolean> {
    const { requestHash, sessionId, source } = request;
    const rows = await this.#query(RECORD, [userId, key, until, requestHash, sessionId, source]);
    return rows.length > 0;
  }

  #query<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.database.write((m) => m.query<Row[]>(sql, [...parameters]));
  }
}
