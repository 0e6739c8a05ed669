import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AsyncVariable } from '../async-variable';
import { DatabaseEvents } from '../database-events';
import { TransactionOutcomeUnknownError } from '../errors/database-errors';
import { toDatabaseError } from '../errors/to-database-error';
import { DatabaseServers } from '../servers/database-servers';
import { runAfterCommit } from './after-commit';
import { retrying } from './retrying';
import { withinSavepoint } from './savepoint';
import { Transaction } from './transaction';
import type { IsolationLevel, TransactionOptions } from './transaction-options';
import { TransactionScope, type AfterCommitHook } from './transaction-scope';

type Work<T> = (manager: EntityManager) => Promise<T>;

/**
 * Transactions that follow the call: whatever `work` calls, directly or through other services, joins
 * the same transaction by way of {@link Database} or of the manager that it receives.
 */
@Injectable()
export class UnitOfWork {
  readonly #current = new AsyncVariable<TransactionScope | undefined>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly servers: DatabaseServers,
    private readonly events: DatabaseEvents,
  ) {}

  /** Whether the caller is inside a transaction. */
  get active(): boolean {
    return this.#scope !== undefined;
  }

  /** The manager of the caller's transaction, if it is inside one. */
  get manager(): EntityManager | undefined {
    return this.#scope?.manager;
  }

  /**
   * Runs `work` in a transaction on the primary: committed when it resolves, rolled back when it rejects.
   * Inside another transaction it becomes a savepoint of that one. After COMMIT, and before this
   * resolves, the after-commit hooks run.
   * @throws what `work` throws; DatabaseUnavailableError or PoolExhaustedError (nothing is stored);
   *   TransactionRolledBackError; DeadlineExceededError (nothing is stored);
   *   TransactionOutcomeUnknownError (the hooks have run).
   */
  async transaction<T>(work: Work<T>, options: TransactionOptions = {}): Promise<T> {
    const outer = this.#scope;
    if (outer === undefined) return this.#start(work, options);
    if (options.isolation !== undefined && options.isolation !== outer.isolation) {
      throw new Error('A nested transaction has the isolation level of the outer one.');
    }
    return this.#nest(outer, work);
  }

  /**
   * Inside a transaction: runs `hook` after COMMIT, never after a rollback, also not when only the
   * nested transaction it was given in is rolled back. Outside: runs it at once, and rejects as it does.
   */
  async afterCommit(hook: AfterCommitHook): Promise<void> {
    const scope = this.#scope;
    if (scope === undefined) await hook();
    else scope.hooks.push(hook);
  }

  /**
   * Inside a transaction: runs `hook` once the outermost one has ended, however it ends, and before its caller
   * knows; what `hook` writes is no part of it. Outside: runs it at once, and rejects as it does.
   */
  async afterEnd(hook: AfterCommitHook): Promise<void> {
    const scope = this.#scope;
    if (scope === undefined) await hook();
    else scope.endHooks.push(hook);
  }

  get #scope(): TransactionScope | undefined {
    const scope = this.#current.get();
    return scope?.open ? scope : undefined;
  }

  #nest<T>(outer: TransactionScope, work: Work<T>): Promise<T> {
    return outer.inTurn(() =>
      withinSavepoint(outer, (scope) => this.#current.run(scope, () => work(scope.manager))),
    );
  }

  #start<T>(work: Work<T>, options: TransactionOptions): Promise<T> {
    const { deadlines } = this.servers;
    const { isolation, retries = 0, timeoutMs } = options;
    const run = (): Promise<T> =>
      retrying(() => this.#begin(work, isolation), retries, deadlines.current);
    return timeoutMs === undefined ? run() : deadlines.within(timeoutMs, run);
  }

  /** What the server may take for a statement, when that is less than it may anyway. */
  get #statementTimeoutMs(): number | undefined {
    const deadline = this.servers.deadlines.current;
    if (deadline === undefined) return undefined;
    const leftMs = deadline.expiresAtMs - performance.now();
    const { statementTimeoutMs } = this.servers.options;
    return statementTimeoutMs === 0 || leftMs < statementTimeoutMs ? leftMs : undefined;
  }

  async #begin<T>(work: Work<T>, isolation: IsolationLevel | undefined): Promise<T> {
    const statementTimeoutMs = this.#statementTimeoutMs;
    const transaction = await Transaction.begin(this.dataSource, { isolation, statementTimeoutMs });
    const scope = new TransactionScope(transaction.manager, isolation, 0);
    try {
      const result = await this.#complete(transaction, scope, work);
      await this.#runHooks(scope.hooks);
      return result;
    } catch (error) {
      if (error instanceof TransactionOutcomeUnknownError) await this.#runHooks(scope.hooks);
      throw toDatabaseError(error);
    } finally {
      await this.#runHooks(scope.endHooks);
    }
  }

  /** Ends with the connection released, before hooks that may need one run. */
  async #complete<T>(transaction: Transaction, scope: TransactionScope, work: Work<T>): Promise<T> {
    try {
      const result = await this.#current.run(scope, () => work(scope.manager));
      await scope.nestedDone();
      scope.end();
      await transaction.commit();
      return result;
    } catch (error) {
      scope.end();
      await transaction.rollback();
      throw transaction.explain(error);
    } finally {
      await transaction.release();
    }
  }

  #runHooks(hooks: readonly AfterCommitHook[]): Promise<void> {
    const { options, deadlines } = this.servers;
    const run = () => runAfterCommit(hooks, options.afterCommitTimeoutMs, this.events);
    // Outside the transaction, so that a hook may begin one of its own; and what is stored has to be told
    // also when its caller has gone away meanwhile.
    return this.#current.run(undefined, () => deadlines.without(run));
  }
}
