import type { CacheOptions } from '@strata/cache';
import type { UnitOfWork } from '@strata/database';
import { RequestContext } from './request-context';

/** How the cache asks about the request and the transaction it is called in. */
export type CachePorts = Required<
  Pick<CacheOptions, 'bypass' | 'insideTransaction' | 'afterCommit'>
>;

/**
 * The cache's ports, joined to the request and the unit of work: no look-up for a request that asked for fresh
 * data, none inside a transaction, and invalidation only after commit. Spread it into the cache's options.
 */
export function cachePorts(unitOfWork: Pick<UnitOfWork, 'active' | 'afterCommit'>): CachePorts {
  return {
    bypass: () => RequestContext.current()?.bypassCache ?? false,
    insideTransaction: () => unitOfWork.active,
    afterCommit: (hook) => unitOfWork.afterCommit(hook),
  };
}
