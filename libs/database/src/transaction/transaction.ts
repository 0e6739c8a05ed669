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
  static async begin(dataSource: DataSource, isolation?: IsolationLevel): Promise<Transaction> {
    try {
      return await Transaction.#begin(dataSource, isolation).catch((error: unknown) => {
        if (connectionFailure(error) === undefined) throw error;
        return Transaction.#begin(dataSource, isolation);
      });
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  static async #begin(dataSource: DataSource, isolation?: IsolationLevel): Promise<Transaction> {
    const runner = dataSource.createQueryRunner('master');
    try {
      const client: unknown = await runner.connect();
      if (!(client instanceof PooledClient)) throw new Error('The DataSource has another driver.');
      await runner.startTransaction(isolation);
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
   * @throws TransactionRolledBackError, TransactionOutcomeUnknownError, DatabaseUnavailableError (rolled
   *   back), or the server's error (rolled back).
   */
  async commit(): Promise<void> {
    if (this.#client.failure !== undefined) throw toConnectError(this.#client.failure);
    let command: string;
    try {
      ({ command } = await this.#client.conclude('COMMIT'));
    } catch (error) {
      throw this.#commitError(error);
    }
    if (command !== 'COMMIT') throw new TransactionRolledBackError();
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
    return isConnectionGone(error) ? toConnectError(this.#client.failure) : toDatabaseError(error);
  }

  #commitError(error: unknown): unknown {
    const lost = this.#client.failure !== undefined || connectionFailure(error) !== undefined;
    return lost
      ? new TransactionOutcomeUnknownError({ cause: toConnectError(error) })
      : toDatabaseError(error);
  }
}
