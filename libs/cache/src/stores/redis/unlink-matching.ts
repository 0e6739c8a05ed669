import type { RedisConnection } from './redis-connection';

/** Keys looked at per step; one step of 1000 takes Redis about a millisecond. */
const SCAN_COUNT = 1_000;

/**
 * Deletes the keys that match a Redis glob, in small steps (SCAN and UNLINK), so that Redis never
 * stalls. Keys made meanwhile may or may not be deleted.
 */
export async function unlinkMatching(connection: RedisConnection, glob: string): Promise<void> {
  let cursor = '0';
  do {
    const from = cursor;
    const page = await connection.execute((client) =>
      client.scan(from, { MATCH: glob, COUNT: SCAN_COUNT }),
    );
    if (page.keys.length > 0) await connection.execute((client) => client.unlink(page.keys));
    cursor = page.cursor;
  } while (cursor !== '0');
}
