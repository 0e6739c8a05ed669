import { join } from 'node:path';
import { startEmbeddedPostgres } from '@strata/embedded-postgres';
import { RedisServer } from '../support/redis/redis-server';
import type { Cleanup } from './cleanup';

/** What all servers share. */
export interface Backends {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

/** Strata and the peer that reads the database may open 30 each; none is to wait for the other's. */
const MAX_CONNECTIONS = '200';

/** Starts a PostgreSQL and a Redis in the folder of this run; `cleanup` stops them. */
export async function startBackends(folder: string, cleanup: Cleanup): Promise<Backends> {
  const database = await startEmbeddedPostgres({
    dataDir: join(folder, 'database'),
    rootDataParent: folder,
    database: 'strata',
    settings: { max_connections: MAX_CONNECTIONS },
  });
  cleanup.add(() => database.stop());
  const redis = await RedisServer.start();
  cleanup.add(() => redis.stop());
  return { databaseUrl: database.connectionString, redisUrl: redis.url };
}
