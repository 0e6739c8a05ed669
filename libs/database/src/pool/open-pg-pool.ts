import { Pool } from 'pg';
import type { PooledClient } from './pooled-client';
import type { ServerPoolOptions } from './server-pool-options';

/** The most by which a lifetime is shortened. */
const LIFETIME_JITTER = 0.1;

/**
 * The pg-pool underneath. Idle connections beyond `size` are closed after `overflowIdleMs`, each
 * connection has a lifetime of its own, and a lost idle connection is reported to `onIdleError`.
 */
export function openPgPool(
  options: ServerPoolOptions,
  Connection: new () => PooledClient,
  onIdleError: (error: Error) => void,
): Pool {
  const pool = new Pool({
    Client: Connection,
    min: options.size,
    max: options.size + options.maxOverflow,
    idleTimeoutMillis: options.overflowIdleMs,
    maxLifetimeSeconds: lifetimeSeconds(options),
  });
  // pg-pool has read the lifetime of a new connection when it announces it: this is the next one's.
  pool.on('connect', () => (pool.options.maxLifetimeSeconds = lifetimeSeconds(options)));
  pool.on('error', onIdleError);
  return pool;
}

function lifetimeSeconds({ recycleSeconds }: ServerPoolOptions): number {
  return recycleSeconds * (1 - LIFETIME_JITTER * Math.random());
}
