import { join } from 'node:path';
import { startEmbeddedPostgres } from '@strata/embedded-postgres';
import { RedisServer } from '../../support/redis/redis-server';
import { TestRun } from '../../support/test-run';

/** Opens a test run with servers in it, says where, and goes on until it is killed. */
async function main(): Promise<void> {
  const { folder } = await TestRun.open();
  process.env.TEST_RUN_DIR = folder;
  const redis = await RedisServer.start();
  await redis.pause();
  const dataDir = join(folder, 'postgres');
  const settings = { fsync: 'off' };
  const postgres = await startEmbeddedPostgres({
    dataDir,
    rootDataParent: folder,
    database: 'app',
    settings,
  });
  const message = { folder, ports: [redis.port, postgres.port] };
  process.stdout.write(`${JSON.stringify(message)}\n`);
  setInterval(() => undefined, 60_000);
}

void main();
