import type { RedisConnection } from './redis-connection';

/** The servers that hold the entries: one, or the masters of a cluster. */
export interface RedisServers {
  /** Keys lie on several servers, and a command may name those of one slot only. */
  readonly clustered: boolean;
  /** The connection to the server that holds the key. It may be down. */
  of(name: string): RedisConnection;
  /** One connection to each server. */
  all(): readonly RedisConnection[];
}

/** One server holds everything. */
export function singleServer(connection: RedisConnection): RedisServers {
  const all = [connection];
  return { clustered: false, of: () => connection, all: () => all };
}
