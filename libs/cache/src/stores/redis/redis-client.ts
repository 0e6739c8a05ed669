import { createClient } from 'redis';
import type { RedisOptions } from '../../cache.options';
import { withTimeLimit } from '../../internal/time-limit';
import { RedisTimeoutError } from '../../errors';
import type { ConnectionBudget } from './connection-budget';
import type { RedisPlace, RedisTarget } from './redis-url';

/**
 * What all clients have in common. They are made as its duplicates: node-redis builds a class with every
 * command anew for each set of options, which takes 10 ms, and attempts to reconnect are many.
 */
const template = createClient({
  RESP: 2,
  // Spares a right to CLIENT SETINFO, and a command.
  disableClientInfo: true,
  maintNotifications: 'disabled',
  disableOfflineQueue: true,
  // 0: no timer per command; Deadlines bounds every call with one timer for all.
  commandOptions: { timeout: 0 },
});

/** The node-redis client as this library makes it: RESP2, no offline queue, no reconnecting of its own. */
export type RedisClient = typeof template;

export type ClientOptions = Pick<Required<RedisOptions>, 'connectTimeoutMs' | 'tls'>;

/** Who connects: a user of the servers, or of the sentinels, which know other users. */
type Login = Pick<RedisTarget, 'tls' | 'username' | 'password' | 'database'>;

/**
 * A client for one connection. It never reconnects: {@link RedisConnection} replaces it, because a
 * fresh socket is back in use sooner than an old one after a cut, and nothing queued can linger.
 */
export function createRedisClient(
  { connectTimeoutMs, tls }: ClientOptions,
  { username, password, database, tls: encrypted }: Login,
  { host, port }: RedisPlace,
  name: string,
): RedisClient {
  const socket = {
    host,
    port,
    connectTimeout: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelay: 5_000,
    noDelay: true,
    reconnectStrategy: false,
  } as const;
  return template.duplicate({
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    database,
    name,
    socket: encrypted ? { ...tls, ...socket, tls: true } : socket,
  });
}

/** One question on a connection made for it. Rejects when no answer comes in `limitMs`. */
export async function askOnce<T>(
  client: RedisClient,
  budget: ConnectionBudget,
  limitMs: number,
  ask: (client: RedisClient) => Promise<T>,
): Promise<T> {
  const release = budget.take();
  // A failure reaches the caller through the command that it breaks.
  client.on('error', () => undefined);
  const answer = async (): Promise<T> => {
    await client.connect();
    return ask(client);
  };
  try {
    return await withTimeLimit(answer(), limitMs, late);
  } finally {
    destroyClient(client);
    release();
  }
}

/** A client destroyed while its socket was still connecting opens it nevertheless; it is cut then. */
export function destroyClient(client: RedisClient): void {
  client.on('ready', () => client.destroy());
  client.destroy();
}

function late(): RedisTimeoutError {
  return new RedisTimeoutError('Redis did not answer in time.');
}
