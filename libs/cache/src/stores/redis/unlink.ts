import { groupBy } from '../../internal/group-by';
import type { RedisConnection } from './redis-connection';
import type { RedisServers } from './redis-servers';

/** Keys looked at per step; one step of 1000 takes Redis about a millisecond. */
const SCAN_COUNT = 1_000;

/** Deletes keys, on whichever servers they lie. */
export async function unlinkKeys(servers: RedisServers, names: readonly string[]): Promise<void> {
  const groups = groupBy(names, (name) => servers.of(name));
  const unlinked = [...groups].map(([connection, group]) =>
    unlinkTogether(connection, group, servers.clustered),
  );
  await Promise.all(unlinked);
}

/**
 * Deletes the keys that match a Redis glob, in small steps (SCAN and UNLINK), so that Redis never
 * stalls. Keys made meanwhile may or may not be deleted.
 */
export async function unlinkMatching(servers: RedisServers, glob: string): Promise<void> {
  const swept = servers.all().map((connection) => sweep(connection, glob, servers.clustered));
  await Promise.all(swept);
}

async function sweep(connection: RedisConnection, glob: string, clustered: boolean): Promise<void> {
  let cursor = '0';
  do {
    const from = cursor;
    const page = await connection.execute((client) =>
      client.scan(from, { MATCH: glob, COUNT: SCAN_COUNT }),
    );
    await unlinkTogether(connection, page.keys, clustered);
    cursor = page.cursor;
  } while (cursor !== '0');
}

/** A cluster refuses one command for keys of several slots; there the commands share a packet. */
async function unlinkTogether(
  connection: RedisConnection,
  names: readonly string[],
  clustered: boolean,
): Promise<void> {
  if (names.length === 0) return;
  await connection.execute(async (client) => {
    if (clustered) await Promise.all(names.map((name) => client.unlink(name)));
    else await client.unlink([...names]);
  });
}
