import type { CacheService, InvalidationNames } from '../cache.service';
import { listOf } from '../coherence/names';
import { cacheOf, injectCache } from './cache-host';
import { type AsyncMethodDecorator, wrapMethod } from './wrap-method';

type NamesOf<Args extends unknown[]> = (...args: Args) => string | readonly string[];

/** What {@link InvalidatesCache} invalidates, by the method's arguments. */
export interface InvalidatesCacheOptions<Args extends unknown[]> {
  readonly keys?: NamesOf<Args>;
  readonly tags?: NamesOf<Args>;
  readonly patterns?: NamesOf<Args>;
  readonly namespaces?: NamesOf<Args>;
}

/**
 * Invalidates when an async method has ended; inside a transaction after commit, and not at all
 * after a rollback. Also when the method fails outside a transaction: whether it has changed
 * anything is unknown then, and a needless miss is cheaper than a stale answer.
 *
 * @example
 * ```ts
 * @InvalidatesCache({ keys: (id: string) => cacheKey('users', id) })
 * async update(id: string, change: UserChange): Promise<void> { ... }
 * ```
 */
export function InvalidatesCache<Args extends unknown[]>(
  options: InvalidatesCacheOptions<Args>,
): AsyncMethodDecorator<Args> {
  return (prototype, _name, descriptor) => {
    injectCache(prototype);
    wrapMethod<Args>(descriptor, (instance, args, original) => {
      const cache = cacheOf(instance);
      return cache === undefined ? original() : invalidating(cache, options, args, original);
    });
  };
}

async function invalidating<Args extends unknown[]>(
  cache: CacheService,
  options: InvalidatesCacheOptions<Args>,
  args: Args,
  original: () => Promise<unknown>,
): Promise<unknown> {
  // Before the method runs: it may change its arguments, and a faulty key must not follow a write.
  const names = namesFor(options, args);
  let result: unknown;
  try {
    result = await original();
  } catch (error) {
    await invalidateAfterFailure(cache, names);
    throw error;
  }
  await cache.invalidate(names);
  return result;
}

/** A transaction that takes no further statement is rolled back, and needs no invalidation. */
async function invalidateAfterFailure(
  cache: CacheService,
  names: InvalidationNames,
): Promise<void> {
  await cache.invalidate(names).catch(() => undefined);
}

function namesFor<Args extends unknown[]>(
  options: InvalidatesCacheOptions<Args>,
  args: Args,
): InvalidationNames {
  return {
    keys: listOf(options.keys?.(...args)),
    tags: listOf(options.tags?.(...args)),
    patterns: listOf(options.patterns?.(...args)),
    namespaces: listOf(options.namespaces?.(...args)),
  };
}
