import { Injectable } from '@nestjs/common';
import { Database, ObservedRepository } from '@strata/database';
import type { AnswerSource } from './analysis';

/** What an Idempotency-Key was answered the first time. */
export interface RecordedRequest {
  readonly requestHash: string;
  readonly sessionId: string;
  readonly source: AnswerSource;
}

const FIND = `SELECT request_hash AS "requestHash", session_id AS "sessionId", source
  FROM production.analysis_requests WHERE user_id = $1 AND idempotency_key = $2`;
const INSERT = `INSERT INTO production.analysis_requests
  (user_id, idempotency_key, request_hash, session_id, source) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING RETURNING session_id`;

/** Idempotency keys in production.analysis_requests, each belonging to one owner. */
@ObservedRepository()
@Injectable()
export class AnalysisRequestsRepository {
  constructor(private readonly database: Database) {}

  async find(userId: string, key: string): Promise<RecordedRequest | undefined> {
    const rows = await this.database.write((m) => m.query<RecordedRequest[]>(FIND, [userId, key]));
    return rows[0];
  }

  /** False when the key was recorded already, by this request or another. */
  async record(userId: string, key: string, request: RecordedRequest): Promise<boolean> {
    const { requestHash, sessionId, source } = request;
    const rows = await this.database.write((m) =>
      m.query<unknown[]>(INSERT, [userId, key, requestHash, sessionId, source]),
    );
    return rows.length > 0;
  }
}
