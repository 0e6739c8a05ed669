import type { CheckoutCallback, ConnectionSource, Release } from './connection-source';
import type { PooledClient } from './pooled-client';
import type { ServerPool } from './server-pool';

/** A connection, and how it is given back. */
export interface Lent {
  readonly client: PooledClient;
  readonly release: Release;
}

/**
 * Takes a connection of `source`; whoever does must release it.
 * @throws what the source refuses with.
 */
export function borrow(source: ConnectionSource): Promise<Lent> {
  return new Promise((resolve, reject) => source.checkout(settling(resolve, reject)));
}

/** As {@link borrow}, only if one is idle; undefined when none is. */
export function borrowIdle(pool: Pick<ServerPool, 'checkoutIdle'>): Promise<Lent | undefined> {
  return new Promise((resolve, reject) => {
    if (!pool.checkoutIdle(settling(resolve, reject))) resolve(undefined);
  });
}

function settling(resolve: (lent: Lent) => void, reject: (error: Error) => void): CheckoutCallback {
  return (error, client, release) => {
    if (client !== undefined && release !== undefined) resolve({ client, release });
    else reject(error ?? new Error('A pool lent neither a connection nor an error.'));
  };
}
