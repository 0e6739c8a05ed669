import type { CacheOptions, VersionFence } from '@strata/cache';
import type { Database, UnitOfWork } from '@strata/database';
import { DatabaseOutbox } from './invalidation-outbox';
import { RequestContext } from './request-context';

/** How the cache asks about the request and the transaction it is called in. */
export type CachePorts = Required<
  Pick<
    CacheOptions,
    'bypass' | 'insideTransaction' | 'afterCommit' | 'outbox' | 'minimumPosition' | 'endpoint'
  >
> &
  Pick<CacheOptions, 'fence'>;

/** The database, as far as a cache has to know it. */
export type CachedDatabase = Pick<Database, 'write' | 'position' | 'readAfter' | 'replicated'>;

/**
 * The cache's ports, joined to the request and the unit of work: no look-up for a request that asked for fresh
 * data, none inside a transaction, and invalidation only after commit, stored with the transaction until it is
 * published; entries and loads that show what the request must see; figures by its route. Spread it into the options of the cache of that namespace.
 */
export function cachePorts(
  unitOfWork: Pick<UnitOfWork, 'active' | 'afterCommit' | 'transaction'>,
  database: CachedDatabase,
  namespace: string,
): CachePorts {
  return {
    bypass: () => RequestContext.current()?.bypassCache ?? false,
    insideTransaction: () => unitOfWork.active,
    afterCommit: (hook) => unitOfWork.afterCommit(hook),
    outbox: new DatabaseOutbox(database, unitOfWork, namespace),
    minimumPosition: () => RequestContext.current()?.minimumCachePosition,
    endpoint: () => RequestContext.current()?.route,
    ...(database.replicated && { fence: fenceOf(database) }),
  };
}

/** No entry is filled from a replica that is behind what invalidated it. */
function fenceOf(database: CachedDatabase): VersionFence {
  return {
    position: () => database.position(),
    readAfter: (positions, load) => database.readAfter(positions, load),
  };
}
