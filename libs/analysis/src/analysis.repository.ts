import { Injectable } from '@nestjs/common';
import {
  Database,
  isForeignKeyViolation,
  ObservedRepository,
  type PagePosition,
} from '@strata/database';
import { AppError } from '@strata/errors';
import type { Analysis, AnalysisRequest, LikelyDuplicate, StoredResult } from './analysis';
import { DUPLICATE_THRESHOLD, MAX_DUPLICATE_CANDIDATES, MAX_DUPLICATES } from './duplicate-limits';

/** An analysis ready to be stored. */
export interface NewAnalysis {
  readonly request: AnalysisRequest;
  readonly contentHash: string;
  readonly analyser: string;
  readonly result: StoredResult;
  readonly embedding: readonly number[];
}

/** What earlier analyses of an owner are compared with. */
export interface DuplicateQuery {
  readonly userId: string;
  /** Only embeddings made by the same analyser can be compared. */
  readonly analyser: string;
  /** An earlier analysis that shares none of them is no candidate. */
  readonly keywords: readonly string[];
  readonly embedding: readonly number[];
}

/** The columns under the names of {@link Analysis}; the analysed text stays in the database. */
const ANALYSIS = `id, user_id AS "userId", project_id AS "projectId", kind, issue_key AS "issueKey",
  title, analyser, result, created_at AS "createdAt"`;
const SELECT = `SELECT ${ANALYSIS} FROM production.analysis_sessions`;
const NEWEST_FIRST = 'ORDER BY created_at DESC, id DESC LIMIT $2';

const FIND = `${SELECT} WHERE id = $1`;
const FIND_BY_HASH = `${SELECT} WHERE user_id = $1 AND content_hash = $2`;
const INSERT = `INSERT INTO production.analysis_sessions
  (user_id, project_id, kind, issue_key, title, content, content_hash, analyser, result, embedding)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  ON CONFLICT (user_id, content_hash) DO NOTHING RETURNING ${ANALYSIS}`;

/**
 * The cosine of vectors of length 1 is the sum of their products. PostgreSQL adds it up: to bring 100 vectors
 * here and parse them would keep the event loop from other requests for some 40 ms.
 */
const LIKELY_DUPLICATES = `SELECT id, title, least(1, round(similarity::numeric, 3))::float8 AS similarity
  FROM (
    SELECT id, title, embedding FROM production.analysis_sessions
    WHERE user_id = $1 AND analyser = $2 AND result -> 'keywords' ?| $3
    ORDER BY created_at DESC, id DESC LIMIT ${MAX_DUPLICATE_CANDIDATES}
  ) AS candidate
  CROSS JOIN LATERAL (
    SELECT sum(a * b) AS similarity FROM unnest(embedding, $4::real[]) AS pair (a, b)
  ) AS cosine
  WHERE similarity >= ${DUPLICATE_THRESHOLD}
  ORDER BY cosine.similarity DESC, id LIMIT ${MAX_DUPLICATES}`;

/** Keys that were answered go with their analyses. */
const DELETE = `WITH analyses AS (DELETE FROM production.analysis_sessions WHERE user_id = $1)
  DELETE FROM production.analysis_claims WHERE user_id = $1`;

/** Analyses in production.analysis_sessions. Pages may come from a replica; all else is of the primary. */
@ObservedRepository()
@Injectable()
export class AnalysisRepository {
  constructor(private readonly database: Database) {}

  /** From the primary: it decides who may see the analysis. */
  async find(id: string): Promise<Analysis | undefined> {
    return this.#one(FIND, [id]);
  }

  /** From the primary: what is not found is made. */
  async findByHash(userId: string, contentHash: string): Promise<Analysis | undefined> {
    return this.#one(FIND_BY_HASH, [userId, contentHash]);
  }

  /**
   * Stores an analysis; undefined when the owner has one of the same content already.
   * @throws AppError PROJECT_NOT_FOUND when the project was deleted, with its owner, while the analysis was made.
   */
  async insert(analysis: NewAnalysis): Promise<Analysis | undefined> {
    const { request, contentHash, analyser, result, embedding } = analysis;
    const { userId, projectId, kind, issueKey, title, content } = request;
    const input = [userId, projectId, kind, issueKey, title, content];
    const output = [contentHash, analyser, JSON.stringify(result), embedding];
    return this.#one(INSERT, [...input, ...output]).catch(rethrowWithoutProject);
  }

  /** The earlier analyses that are worded much alike, likeliest first; from the primary, as they are stored. */
  async likelyDuplicates(query: DuplicateQuery): Promise<LikelyDuplicate[]> {
    const { userId, analyser, keywords, embedding } = query;
    return this.database.write((m) =>
      m.query<LikelyDuplicate[]>(LIKELY_DUPLICATES, [userId, analyser, keywords, embedding]),
    );
  }

  /** One owner's analyses, newest first. */
  async listOfUser(userId: string, limit: number, after?: PagePosition): Promise<Analysis[]> {
    return this.#page('user_id = $1', userId, limit, after);
  }

  /** One project's analyses, newest first. */
  async listOfProject(id: string, limit: number, after?: PagePosition): Promise<Analysis[]> {
    return this.#page('project_id = $1', id, limit, after);
  }

  /** Removes every analysis and every idempotency key of an owner. */
  async deleteOf(userId: string): Promise<void> {
    await this.database.write((m) => m.query(DELETE, [userId]));
  }

  async #one(sql: string, parameters: unknown[]): Promise<Analysis | undefined> {
    const rows = await this.database.write((m) => m.query<Analysis[]>(sql, parameters));
    return rows[0];
  }

  async #page(
    condition: string,
    id: string,
    limit: number,
    after?: PagePosition,
  ): Promise<Analysis[]> {
    const sql = `${SELECT} WHERE ${condition}`;
    return this.database.read((m) =>
      after
        ? m.query<Analysis[]>(`${sql} AND (created_at, id) < ($3, $4) ${NEWEST_FIRST}`, [
            id,
            limit,
            after.createdAt,
            after.id,
          ])
        : m.query<Analysis[]>(`${sql} ${NEWEST_FIRST}`, [id, limit]),
    );
  }
}

function rethrowWithoutProject(error: unknown): never {
  if (isForeignKeyViolation(error, 'analysis_sessions_project_id_fkey')) {
    throw new AppError('PROJECT_NOT_FOUND', { cause: error });
  }
  throw error;
}
