import { DataSource, type DataSourceOptions } from 'typeorm';
import type { DatabaseServers } from '../servers/database-servers';
import type { DriverAdapter } from './driver-adapter';

/** A DataSource whose end waits for work in flight, and which leaves nothing open when it cannot start. */
export class DrainingDataSource extends DataSource {
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
}

/** Makes the DataSource for the options of `typeOrmOptions`. */
export function createDataSource(options?: DataSourceOptions): Promise<DataSource> {
  if (options?.type !== 'postgres') throw new Error('Only PostgreSQL is supported.');
  // TypeORM types `driver` as any; typeOrmOptions has put an adapter there.
  const { servers } = options.driver as DriverAdapter;
  return Promise.resolve(new DrainingDataSource(options, servers));
}
