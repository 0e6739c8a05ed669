import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { INDEXES, QUERIES, STATEMENTS_LOADED } from './insight-statements';
import { ObservedRepository } from './repository-method';

/** One statement as pg_stat_statements counts it, constants replaced by parameters. */
export interface QueryFigures {
  readonly query: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly meanMs: number;
  readonly rows: number;
  /** Share of the blocks that were found in the server's memory, 0 to 1; null when none was read. */
  readonly bufferHitRate: number | null;
}

/** One index of the database. */
export interface IndexFigures {
  readonly schema: string;
  readonly table: string;
  readonly index: string;
  /** Since the server's statistics were reset. */
  readonly scans: number;
  readonly bytes: number;
  /** Never used, and not there to keep values unique. */
  readonly unused: boolean;
  /** false: its building failed or is under way; it costs writes and helps no read. */
  readonly valid: boolean;
  /** An older index of the same columns, order, condition and operators. */
  readonly duplicateOf: string | null;
}

/** What the primary knows of its statements and indexes, for administrators. */
@ObservedRepository()
@Injectable()
export class DatabaseInsight {
  constructor(private readonly database: Database) {}

  /**
   * The statements that took most time, first; undefined where the extension pg_stat_statements is not
   * loaded and created. Only reads and writes of data are among them.
   * @throws DatabaseUnavailableError; PoolExhaustedError.
   */
  async queries(limit: number): Promise<QueryFigures[] | undefined> {
    const [found] = await this.#ask<{ loaded: boolean }>(STATEMENTS_LOADED);
    return found?.loaded === true ? this.#ask<QueryFigures>(QUERIES, [limit]) : undefined;
  }

  /** @throws DatabaseUnavailableError; PoolExhaustedError. */
  async indexes(): Promise<IndexFigures[]> {
    return this.#ask<IndexFigures>(INDEXES);
  }

  #ask<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const options = { idempotent: true };
    return this.database.write((m) => m.query<Row[]>(sql, [...parameters]), options);
  }
}
