import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { connectionFailure } from './errors/connection-failure';
import { isConnectionGone } from './errors/connection-gone';
import { errorCode, isFromDriver } from './errors/driver-error';
import { onceMore } from './errors/once-more';
import { toDatabaseError } from './errors/to-database-error';
import { DatabaseServers } from './servers/database-servers';
import { UnitOfWork } from './transaction/unit-of-work';

/** Runs on some connection of some server, or inside the caller's transaction. */
export type DatabaseWork<T> = (manager: EntityManager) => Promise<T>;

/** What is known of work on the primary. */
export interface WriteOptions {
  /**
   * Doing it twice is as good as doing it once, as with every read: outside a transaction it is run once
   * more, on another connection, when its connection was lost. Default false.
   */
  readonly idempotent?: boolean;
}

/** A standby cancels a query that stands in the way of replaying the primary's changes. */
const RECOVERY_CONFLICT = '40001';

/** Where repositories say whether a statement may be answered by a replica. */
@Injectable()
export class Database {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly servers: DatabaseServers,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Runs `work`, which only reads, on a replica, whose data may be a little old; inside a transaction in
   * that one; without replicas on the primary. `work` is run again on another server when its replica
   * fails, and holds one connection while it runs.
   * @throws what `work` throws; DatabaseUnavailableError; PoolExhaustedError.
   */
  async read<T>(work: DatabaseWork<T>): Promise<T> {
    if (this.servers.replicas.length === 0 || this.unitOfWork.active)
      return this.write(work, { idempotent: true });
    for (const _replica of this.servers.replicas) {
      const outcome = await this.#attempt(work);
      if (outcome.done) return outcome.result;
    }
    return this.write(work, { idempotent: true });
  }

  /**
   * Runs `work` on the primary; inside a transaction in that one. Use it for writes, and for reads that
   * must see what was written before. It is run once, unless it is declared idempotent.
   * @throws what `work` throws; DatabaseUnavailableError; PoolExhaustedError.
   */
  async write<T>(work: DatabaseWork<T>, { idempotent }: WriteOptions = {}): Promise<T> {
    const { manager } = this.unitOfWork;
    try {
      if (manager !== undefined) return await work(manager);
      const run = (): Promise<T> => work(this.dataSource.manager);
      return await (idempotent === true ? onceMore(run) : run());
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  async #attempt<T>(work: DatabaseWork<T>): Promise<Attempt<T>> {
    const runner = this.dataSource.createQueryRunner('slave');
    try {
      return { done: true, result: await work(runner.manager) };
    } catch (error) {
      if (isReplicaFailure(error)) return { done: false };
      throw toDatabaseError(error);
    } finally {
      await runner.release();
    }
  }
}

type Attempt<T> = { readonly done: true; readonly result: T } | { readonly done: false };

function isReplicaFailure(error: unknown): boolean {
  if (isConnectionGone(error) || errorCode(error) === RECOVERY_CONFLICT) return true;
  return isFromDriver(error) && connectionFailure(error) !== undefined;
}
