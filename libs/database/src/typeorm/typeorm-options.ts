import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import type { DatabaseServers } from '../servers/database-servers';
import { driverAdapter, PRIMARY_URL, REPLICAS_URL } from './driver-adapter';
import { SqlLogger } from './sql-logger';

/** TypeORM's options for `servers`. With replicas, only what is asked of a `slave` query runner goes there. */
export function typeOrmOptions(servers: DatabaseServers): TypeOrmModuleOptions {
  const { options, replicas } = servers;
  return {
    type: 'postgres',
    driver: driverAdapter(servers),
    ...(replicas.length === 0 ? { url: PRIMARY_URL } : { replication: REPLICATION }),
    applicationName: options.applicationName,
    autoLoadEntities: true,
    entities: options.entities,
    subscribers: options.subscribers,
    namingStrategy: options.namingStrategy,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logger: new SqlLogger(options.echo),
    // The servers were waited for; a failure after that is not cured by repeating.
    toRetry: () => false,
  };
}

type Replication = NonNullable<Extract<DataSourceOptions, { type: 'postgres' }>['replication']>;

const REPLICATION: Replication = {
  master: { url: PRIMARY_URL },
  slaves: [{ url: REPLICAS_URL }],
  defaultMode: 'master',
};
