import type { ConnectionSource, Release } from './connection-source';
import type { PooledClient } from './pooled-client';

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
  return new Promise((resolve, reject) => {
    source.checkout((error, client, release) => {
      if (client !== undefined && release !== undefined) resolve({ client, release });
      else reject(error ?? new Error('A pool lent neither a connection nor an error.'));
    });
  });
}
