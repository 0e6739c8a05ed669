import { globMatcher, redisGlob } from '../../coherence/glob';
import type { Names } from '../../coherence/names';
import { groupBy } from '../../internal/group-by';
import type { RedisConnection } from './redis-connection';
import type { RedisServers } from './redis-servers';

/** Keys looked at per step; one step of 1000 takes Redis about a millisecond. */
const SCAN_COUNT = 1_000;

/** Looking for patterns ends after this. */
const LIMIT_MS = 2_000;

/** How many keys there were, and whether all were looked at. */
export interface NamesFound {
  readonly count: number;
  readonly complete: boolean;
}

type Test = (name: string) => boolean;

/** A part of the keys, by a pattern. */
interface Part {
  /** As Redis takes it. */
  readonly glob: string;
  readonly holds: Test;
}

/**
 * Counts the keys below `prefix` that these names hit, each once. By pattern and namespace in small steps, for at most
 * two seconds.
 */
export async function countIn(
  servers: RedisServers,
  prefix: string,
  { keys = [], namespaces = [], patterns = [] }: Names,
): Promise<NamesFound> {
  const globs = new Set([...namespaces.map((namespace) => `${namespace}:*`), ...patterns]);
  const parts = [...globs].map((glob) => ({
    glob: prefix + redisGlob(glob),
    holds: globMatcher(prefix + glob),
  }));
  const names = [...new Set(keys.map((key) => prefix + key))];
  const single = await countKeys(servers, names.filter(inNoneOf(parts)));
  const { count, complete } = await scanAll(servers, parts);
  return { count: count + single, complete };
}

/** One after the other; what an earlier one holds is counted there. */
async function scanAll(servers: RedisServers, parts: readonly Part[]): Promise<NamesFound> {
  const endMs = performance.now() + LIMIT_MS;
  const found: NamesFound[] = [];
  for (const [index, { glob }] of parts.entries()) {
    const isNew = inNoneOf(parts.slice(0, index));
    const scans = servers.all().map((connection) => scan(connection, glob, isNew, endMs));
    found.push(...(await Promise.all(scans)));
  }
  const count = found.reduce((sum, each) => sum + each.count, 0);
  return { count, complete: found.every(({ complete }) => complete) };
}

function inNoneOf(parts: readonly Part[]): Test {
  return (name) => !parts.some(({ holds }) => holds(name));
}

async function countKeys(servers: RedisServers, names: readonly string[]): Promise<number> {
  const groups = groupBy(names, (name) => servers.of(name));
  const counts = await Promise.all(
    [...groups].map(([connection, group]) =>
      // One command each: a cluster refuses one for keys of several slots. They share a packet.
      connection.execute((client) => Promise.all(group.map((name) => client.exists(name)))),
    ),
  );
  return counts.flat().reduce((sum, found) => sum + found, 0);
}

async function scan(
  connection: RedisConnection,
  glob: string,
  isNew: Test,
  endMs: number,
): Promise<NamesFound> {
  let cursor = '0';
  let count = 0;
  do {
    if (performance.now() >= endMs) return { count, complete: false };
    const from = cursor;
    const page = await connection.execute((client) =>
      client.scan(from, { MATCH: glob, COUNT: SCAN_COUNT }),
    );
    count += page.keys.filter(isNew).length;
    cursor = page.cursor;
  } while (cursor !== '0');
  return { count, complete: true };
}
