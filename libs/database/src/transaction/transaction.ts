import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { connectionFailure } from '../errors/connection-failure';
import { isConnectionGone } from '../errors/connection-gone';
import {
  TransactionOutcomeUnknownError,
  TransactionRolledBackError,
} from '../errors/database-errors';
import { toConnectError, toDatabaseError } from '../errors/to-database-error';
import { PooledClient } from '../pool/pooled-client';
import type { IsolationLevel } from './transaction-options';

/** What holds for one transaction and ends with it. */
export interface TransactionSettings {
  readonly isolation?: IsolationLevel | undefined;
  /** The server cancels a statement after this; default: the connection's own limit. */
  readonly statementTimeoutMs?: number | undefined;
}

const STATEMENT_FAILED =
  'The transaction was rolled back, because a statement in it had failed. ' +
  'Run statements that may fail in a nested transaction.';

/**
 * One transaction on one connection of the primary. It issues COMMIT itself, because TypeORM cannot
 * tell rolled back from unknown. Whoever begins one must release it.
 */
export class Transaction {
  readonly #runner: QueryRunner;
  readonly #client: PooledClient;

  private constructor(runner: QueryRunner, client: PooledClient) {
    this.#runner = runner;
    this.#client = client;
  }

  /** Begins one. Nothing has happened yet, so that a connection lost at BEGIN is replaced once. */
  static async begin(dataSource: DataSource, settings: TransactionSettings): Promise<Transaction> {
    try {
      return await Transaction.#begin(dataSource, settings).catch((error: unknown) => {
        if (connectionFailure(error) === undefined) throw error;
        return Transaction.#begin(dataSource, settings);
      });
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  static async #begin(dataSource: DataSource, settings: TransactionSettings): Promise<Transaction> {
    const runner = dataSource.createQueryRunner('master');
    try {
      const client: unknown = await runner.connect();
      if (!(client instanceof PooledClient)) throw new Error('The DataSource has another driver.');
      client.beginWith(statementsFor(settings));
      await runner.startTransaction();
      return new Transaction(runner, client);
    } catch (error) {
      await runner.release();
      throw error;
    }
  }

  get manager(): EntityManager {
    return this.#runner.manager;
  }

  /**
   * @throws DeadlineExceededError, TransactionRolledBackError, TransactionOutcomeUnknownError, DatabaseUnavailableError (rolled
   *   back), or the server's error (rolled back).
   */
  async commit(): Promise<void> {
    const { expired, failure } = this.#client;
    if (expired !== undefined) throw expired;
    if (failure !== undefined) throw toConnectError(failure);
    let command: string;
    try {
      ({ command } = await this.#client.conclude('COMMIT'));
    } catch (error) {
      throw this.#commitError(error);
    }
    if (command !== 'COMMIT') throw new TransactionRolledBackError(STATEMENT_FAILED);
  }

  /** Undoes everything. A connection on which that fails is closed when it is released. */
  async rollback(): Promise<void> {
    if (this.#client.failure !== undefined) return;
    await this.#client.conclude('ROLLBACK').catch(() => this.#client.kill());
  }

  release(): Promise<void> {
    return this.#runner.release();
  }

  /** The error to show when `error` ended work inside this transaction. */
  explain(error: unknown): unknown {
    if (!isConnectionGone(error)) return toDatabaseError(error);
    return this.#client.expired ?? toConnectError(this.#client.failure);
  }

  #commitError(error: unknown): unknown {
    const lost = this.#client.failure !== undefined || connectionFailure(error) !== undefined;
    return lost
      ? new TransactionOutcomeUnknownError({ cause: toConnectError(error) })
      : toDatabaseError(error);
  }
}

function statementsFor({ isolation, statementTimeoutMs }: TransactionSettings): string[] {
  const statements: string[] = [];
  if (isolation !== undefined) statements.push(`SET TRANSACTION ISOLATION LEVEL ${isolation}`);
  if (statementTimeoutMs !== undefined)
    statements.push(`SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(statementTimeoutMs))}`);
  return statements;
}
