import { join } from 'node:path';
import { startEmbeddedPostgres } from '@strata/embedded-postgres';
import type { TestVariables } from './environment';
import { RedisServer } from './redis/redis-server';

/** Enough for every Jest worker to have some of its own; see test-redis.ts. */
const REDIS_DATABASES = 256;
/** Nothing needs to survive the run, so nothing waits for the disk; everything else is as in earnest. */
const POSTGRES_SETTINGS = {
  fsync: 'off',
  max_connections: '300',
  shared_preload_libraries: 'pg_stat_statements',
};

/** A PostgreSQL primary with a streaming replica, unless they are given. */
export async function providePostgres(runFolder: string): Promise<TestVariables> {
  const { TEST_DATABASE_URL: primary, TEST_REPLICA_URL: replica } = process.env;
  if (primary && replica) return {};
  if (primary ?? replica)
    throw new Error(
      'Set TEST_DATABASE_URL and TEST_REPLICA_URL, its streaming replica, or neither.',
    );
  const server = await startEmbeddedPostgres({
    dataDir: join(runFolder, 'postgres'),
    rootDataParent: runFolder,
    database: 'postgres',
    settings: POSTGRES_SETTINGS,
  });
  const { connectionString } = await server.startReplica();
  return { TEST_DATABASE_URL: server.connectionString, TEST_REPLICA_URL: connectionString };
}

/** A Redis server, unless one is given. */
export async function provideRedis(): Promise<TestVariables> {
  if (process.env.TEST_REDIS_URL) return {};
  const server = await RedisServer.start({ databases: REDIS_DATABASES });
  return { TEST_REDIS_URL: server.url };
}
