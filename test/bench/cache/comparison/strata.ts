import { CacheEvents, CacheService } from '@strata/cache';
import { CacheRuntime } from '../../../../libs/cache/src/internal/cache-runtime';
import type { Server, Subject } from './subject';

const TTL_SECONDS = 3_600;

/** Strata's cache as it is without any option but where Redis is. */
export async function openStrata({ url }: Server): Promise<Subject> {
  const cache = new CacheService(new CacheRuntime({ redis: { url } }, new CacheEvents()));
  await cache.onModuleInit();
  const options = { ttlSeconds: TTL_SECONDS };
  const tagged = new Map<string, object>();
  const withTag = (tag: string): object => {
    const known = tagged.get(tag) ?? { ...options, tags: [tag] };
    tagged.set(tag, known);
    return known;
  };
  return {
    get: (key, factory) => cache.getOrSet(key, factory, options),
    remove: (key) => cache.delete(key),
    getTagged: (key, tag, factory) => cache.getOrSet(key, factory, withTag(tag)),
    removeTag: (tag) => cache.deleteByTag(tag),
    close: () => cache.onApplicationShutdown(),
  };
}
