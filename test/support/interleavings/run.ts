import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../module-aliases';
import { RedisServer } from '../redis/redis-server';
import { runInterleavings } from './interleavings';

/** Arguments: how many histories, and the seed of a former run. On a Redis of its own. */
async function main([, , histories = '10000', seed]: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-interleavings-'));
  process.env.TEST_RUN_DIR = folder;
  const redis = await RedisServer.start();
  try {
    await runInterleavings(redis.url, Number(histories), seed === undefined ? seed : Number(seed));
    console.log(`${histories} histories: no stale answer`);
  } catch (error) {
    console.error(String(error instanceof Error ? error.cause : error), String(error));
    process.exitCode = 1;
  } finally {
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

void main(process.argv);
