import { containerRedis } from './redis-container';
import { fetchedRedis, installedRedis } from './redis-program';
import type { RedisRuntime } from './redis-runtime';

async function search(): Promise<RedisRuntime> {
  const reasons: string[] = [];
  for (const way of [installedRedis, fetchedRedis, containerRedis]) {
    try {
      return await way();
    } catch (error) {
      reasons.push(`- ${String(error).trim()}`);
    }
  }
  throw new Error(
    `The tests need Redis. Install redis-server or valkey-server (Debian: apt-get install redis-server, ` +
      `macOS: brew install redis), start Docker, or set TEST_REDIS_URL. Tried:\n${reasons.join('\n')}`,
  );
}

let found: Promise<RedisRuntime> | undefined;

/** The first way to run Redis that works here. A server that happens to listen already is never used. */
export async function findRedis(): Promise<RedisRuntime> {
  found ??= search();
  return found;
}
