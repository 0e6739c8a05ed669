import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AsyncVariable } from './async-variable';
import { connectionFailure, READ_ONLY } from './errors/connection-failure';
import { isConnectionGone } from './errors/connection-gone';
import { DatabaseUnavailableError } from './errors/database-errors';
import { errorCode, isFromDriver } from './errors/driver-error';
import { onceMore } from './errors/once-more';
import { toDatabaseError } from './errors/to-database-error';
import type { ReadConsistency, RequiredState } from './read-consistency';
import { DatabaseServers } from './servers/database-servers';
import { ReadRoute } from './servers/read-route';
import { takeSample, type SampleRow, type ServerSample } from './servers/server-sample';
import { formatPosition } from './servers/wal-position';
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

/** Reason of a failure: the server that should take writes follows another one. */
const NOT_PRIMARY = 'NOT_PRIMARY';

const NO_POSITIONS: readonly string[] = [];

/** Where repositories say whether a statement may be answered by a replica. */
@Injectable()
export class Database {
  readonly #required = new AsyncVariable<readonly string[]>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly servers: DatabaseServers,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Whether reads may be answered by replicas. */
  get replicated(): boolean {
    return this.servers.replicas.length > 0;
  }

  /**
   * Runs `work`, which only reads, on a replica, whose data may be a little old; inside a transaction in
   * that one; without replicas on the primary. `work` is run again on another server when its replica
   * fails, and holds one connection while it runs.
   * @throws what `work` throws; DatabaseUnavailableError; PoolExhaustedError.
   */
  async read<T>(work: DatabaseWork<T>): Promise<T> {
    if (!this.replicated || this.unitOfWork.active) return this.write(work, { idempotent: true });
    const consistency = this.servers.options.consistency?.();
    const route = this.#route((await consistency?.required()) ?? NO_POSITIONS);
    const observed = observing(work, consistency);
    for (;;) {
      const outcome = await this.#attempt(observed, route);
      if (outcome.done) return outcome.result;
    }
  }

  /**
   * The first row of a {@link read}. What a replica does not have is asked of the primary: created a moment ago, it
   * is not missing.
   * @throws what `work` throws; DatabaseUnavailableError; PoolExhaustedError.
   */
  async readOne<Row>(work: DatabaseWork<readonly Row[]>): Promise<Row | undefined> {
    const [row] = await this.read(work);
    if (row !== undefined || !this.replicated || this.unitOfWork.active) return row;
    return (await this.write(work, { idempotent: true }))[0];
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
      const consistency = this.replicated ? this.servers.options.consistency?.() : undefined;
      const observed = observing(work, consistency);
      const run = (): Promise<T> => observed(this.dataSource.manager);
      return await (idempotent === true ? onceMore(run) : run());
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  /**
   * A place in the database's history that contains everything committed so far: timeline and insert
   * position of the log, as an opaque text. One query on the primary.
   * @throws DatabaseUnavailableError; PoolExhaustedError.
   */
  async position(): Promise<string> {
    const sample = await this.#sample();
    if (sample.inRecovery) throw new DatabaseUnavailableError(NOT_PRIMARY);
    return formatPosition(sample.position);
  }

  /**
   * Runs `work`, each of whose reads then sees everything at `positions` of {@link position}: on a replica
   * that has replayed that far, else on the primary. A position of another timeline, or no position at
   * all, means the primary.
   */
  readAfter<T>(positions: readonly string[], work: () => Promise<T>): Promise<T> {
    return this.#required.run([...this.#positions, ...positions], work);
  }

  get #positions(): readonly string[] {
    return this.#required.get() ?? NO_POSITIONS;
  }

  async #sample(): Promise<ServerSample> {
    try {
      return await sampled(this.unitOfWork.manager ?? this.dataSource.manager);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  #route(required: RequiredState): ReadRoute {
    const all = required === 'everything' ? required : [...required, ...this.#positions];
    return ReadRoute.after(all, this.servers.timeline);
  }

  /** Ends at the primary at the latest: the route goes to each replica once. */
  async #attempt<T>(work: DatabaseWork<T>, route: ReadRoute): Promise<Attempt<T>> {
    const runner = this.dataSource.createQueryRunner('slave');
    try {
      await route.run(() => runner.connect());
      return { done: true, result: await work(runner.manager) };
    } catch (error) {
      if (!route.onPrimary && isReplicaFailure(error)) return { done: false };
      // The work writes, which is its own mistake and no server's.
      if (!route.onPrimary && errorCode(error) === READ_ONLY) throw error;
      throw toDatabaseError(error);
    } finally {
      await runner.release();
    }
  }
}

type Attempt<T> = { readonly done: true; readonly result: T } | { readonly done: false };

/** `work`, followed by the question which position contains all that it has read, where anybody asks. */
function observing<T>(
  work: DatabaseWork<T>,
  consistency: ReadConsistency | undefined,
): DatabaseWork<T> {
  const seen = consistency?.seen;
  if (seen === undefined) return work;
  return async (manager) => {
    const result = await work(manager);
    const { position } = await sampled(manager);
    seen(formatPosition(position));
    return result;
  };
}

function sampled(manager: EntityManager): Promise<ServerSample> {
  return takeSample(async (sql) => ({ rows: await manager.query<SampleRow[]>(sql) }));
}

function isReplicaFailure(error: unknown): boolean {
  if (errorCode(error) === READ_ONLY) return false;
  if (isConnectionGone(error) || errorCode(error) === RECOVERY_CONFLICT) return true;
  return isFromDriver(error) && connectionFailure(error) !== undefined;
}
