import {
  DataSource,
  type DataSourceOptions,
  type EntityManager,
  type ObjectLiteral,
  type QueryRunner,
} from 'typeorm';
import { borrow } from '../pool/borrow';
import { PooledClient } from '../pool/pooled-client';
import type { DatabaseServers } from '../servers/database-servers';
import type { DriverAdapter } from './driver-adapter';
import { PreparingManager } from './preparing-manager';
import { runStatement, type Statement } from './statement';

/**
 * A DataSource whose end waits for work in flight, which leaves nothing open when it cannot start, and
 * which sends SQL straight to the pool.
 */
class DrainingDataSource extends DataSource {
  readonly #servers: DatabaseServers;

  constructor(options: DataSourceOptions, servers: DatabaseServers) {
    super(options);
    this.#servers = servers;
  }

  override async initialize(): Promise<this> {
    try {
      return await super.initialize();
    } catch (error) {
      await this.#servers.close();
      throw error;
    }
  }

  /** TypeORM takes connections away from whoever holds them: that comes after the bounded wait. */
  override async destroy(): Promise<void> {
    await this.#servers.drain();
    await this.#servers.close();
    await super.destroy();
  }

  override createEntityManager(runner?: QueryRunner): EntityManager {
    return new PreparingManager(this, runner);
  }

  /** As TypeORM's, which has the last word wherever somebody subscribes to statements. */
  override async query<T>(
    text: string,
    parameters?: unknown[] | ObjectLiteral,
    runner?: QueryRunner,
  ): Promise<T> {
    const isList = parameters === undefined || Array.isArray(parameters);
    if (!isList || this.subscribers.length > 0 || runner?.isReleased === true)
      return super.query<T>(text, parameters, runner);
    const statement: Statement = { text, parameters };
    if (runner === undefined) return this.#runAlone<T>(statement);
    const client: unknown = await runner.connect();
    if (client instanceof PooledClient) return runStatement<T>(client, statement, this.logger);
    return super.query<T>(text, parameters, runner);
  }

  async #runAlone<T>(statement: Statement): Promise<T> {
    const { client, release } = await borrow(this.#servers.primary);
    try {
      return await runStatement<T>(client, statement, this.logger);
    } finally {
      release();
    }
  }
}

/** Makes the DataSource for the options of `typeOrmOptions`. */
export function createDataSource(options?: DataSourceOptions): Promise<DataSource> {
  if (options?.type !== 'postgres') throw new Error('Only PostgreSQL is supported.');
  // TypeORM types `driver` as any; typeOrmOptions has put an adapter there.
  const { servers } = options.driver as DriverAdapter;
  return Promise.resolve(new DrainingDataSource(options, servers));
}
