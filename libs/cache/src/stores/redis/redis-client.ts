import { createClient } from 'redis';
import type { RedisOptions } from '../../cache.options';

/** The node-redis client as this library makes it: RESP2, no offline queue, no reconnecting of its own. */
export type RedisClient = ReturnType<typeof createRedisClient>;

/**
 * A client for one connection. It never reconnects: {@link RedisConnection} replaces it, because a
 * fresh socket is back in use sooner than an old one after a cut, and nothing queued can linger.
 */
export function createRedisClient(options: Required<RedisOptions>, name: string) {
  return createClient({
    url: options.url,
    name,
    RESP: 2,
    maintNotifications: 'disabled',
    disableOfflineQueue: true,
    // 0: no timer per command; Deadlines bounds every call with one timer for all.
    commandOptions: { timeout: 0 },
    socket: {
      ...options.tls,
      connectTimeout: options.connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelay: 5_000,
      noDelay: true,
      reconnectStrategy: false,
    },
  });
}
