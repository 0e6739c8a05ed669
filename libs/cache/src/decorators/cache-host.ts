import { Inject, Optional } from '@nestjs/common';
import { CacheService } from '../cache.service';

/** The property under which a decorated provider is given the cache; a symbol cannot clash. */
const CACHE = Symbol('strata:cache');

/**
 * Has Nest put the cache into instances of this class. Optional: where there is no CacheModule, or
 * the instance is not made by Nest (`new`, a factory provider), decorated methods call through.
 */
export function injectCache(prototype: object): void {
  Inject(CacheService)(prototype, CACHE);
  Optional()(prototype, CACHE);
}

/** The cache that Nest has put into the instance, if any. */
export function cacheOf(instance: unknown): CacheService | undefined {
  if (typeof instance !== 'object' || instance === null) return undefined;
  const cache: unknown = Reflect.get(instance, CACHE);
  return cache instanceof CacheService ? cache : undefined;
}
