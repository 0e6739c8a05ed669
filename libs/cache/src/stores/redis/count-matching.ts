import type { RedisConnection } from './redis-connection';
import type { RedisServers } from './redis-servers';

/** Keys looked at per step; one step of 1000 takes Redis about a millisecond. */
const SCAN_COUNT = 1_000;

/** How many keys there were, and whether all were looked at. */
export interface MatchCount {
  readonly count: number;
  readonly complete: boolean;
}

/** Counts the keys that match a Redis glob, in small steps, for at most `limitMs`. */
export async function countMatching(
  servers: RedisServers,
  glob: string,
  limitMs: number,
): Promise<MatchCount> {
  const endMs = performance.now() + limitMs;
  const counts = await Promise.all(
    servers.all().map((connection) => countOn(connection, glob, endMs)),
  );
  return {
    count: counts.reduce((sum, { count }) => sum + count, 0),
    complete: counts.every(({ complete }) => complete),
  };
}

async function countOn(
  connection: RedisConnection,
  glob: string,
  endMs: number,
): Promise<MatchCount> {
  let cursor = '0';
  let count = 0;
  do {
    if (performance.now() >= endMs) return { count, complete: false };
    const from = cursor;
    const page = await connection.execute((client) =>
      client.scan(from, { MATCH: glob, COUNT: SCAN_COUNT }),
    );
    count += page.keys.length;
    cursor = page.cursor;
  } while (cursor !== '0');
  return { count, complete: true };
}
