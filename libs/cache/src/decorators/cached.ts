import type { EntryOptions, EntryPolicy } from '../entry-options';
import { cacheOf, injectCache } from './cache-host';
import { type AsyncMethodDecorator, wrapMethod } from './wrap-method';

/**
 * How {@link Cached} caches. `Args` are the method's parameters, `Value` is what it resolves to. The
 * method is not told the signal and deadline of its load.
 */
export interface CachedOptions<Args extends unknown[], Value> extends EntryPolicy {
  /** The key, by the arguments; build it with `cacheKey`. */
  readonly key: (...args: Args) => string;
  /** Seconds. Default: the module's `defaultTtlSeconds`. */
  readonly ttlSeconds?: number;
  /** Seconds, by the value; takes precedence over `ttlSeconds`. 0 or less: not stored. */
  readonly ttl?: (value: Value, ...args: Args) => number;
  /** Names by which the entry can be invalidated together with others. */
  readonly tags?: readonly string[] | ((value: Value, ...args: Args) => readonly string[]);
  /** Part of the TTL, 0 to 1, by which it may be shortened at random. Default: the module's. */
  readonly jitter?: number;
  /** What loading one value costs, in the currency unit that the application counts in. Default 0. */
  readonly cost?: number;
  /** true: this call neither reads from the cache nor stores. Default: never. */
  readonly bypass?: (...args: Args) => boolean;
  /** true: this call loads afresh and stores. Default: never. */
  readonly refresh?: (...args: Args) => boolean;
}

/**
 * Caches what an async method resolves to, by its arguments. Works for any provider that Nest
 * instantiates; elsewhere the method is called as it is.
 *
 * @example
 * ```ts
 * @Cached({ key: (id: string) => cacheKey('users', id), ttlSeconds: 3600 })
 * async findById(id: string): Promise<UserProfile | null> { ... }
 * ```
 */
export function Cached<Args extends unknown[], Value = unknown>(
  options: CachedOptions<Args, Value>,
): AsyncMethodDecorator<Args> {
  const optionsFor = entryOptions(options);
  return (prototype, _name, descriptor) => {
    injectCache(prototype);
    wrapMethod<Args>(descriptor, (instance, args, original) => {
      const cache = cacheOf(instance);
      if (cache === undefined) return original();
      // The method resolves to what its author declared as Value.
      const load = original as () => Promise<Value>;
      return cache.getOrSet(options.key(...args), load, optionsFor(args));
    });
  };
}

/** The same options with the arguments filled in; made once where no function needs them. */
function entryOptions<Args extends unknown[], Value>(
  options: CachedOptions<Args, Value>,
): (args: Args) => EntryOptions<Value> {
  const { ttl, tags, bypass, refresh, ...rest } = options;
  if (typeof tags !== 'function' && !ttl && !bypass && !refresh) {
    const plain = { ...rest, tags };
    return () => plain;
  }
  return (args) => ({
    ...rest,
    ttl: ttl && ((value) => ttl(value, ...args)),
    tags: typeof tags === 'function' ? (value) => tags(value, ...args) : tags,
    bypass: bypass?.(...args),
    refresh: refresh?.(...args),
  });
}
