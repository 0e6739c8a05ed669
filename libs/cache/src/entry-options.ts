/** A loader: gives the value for a key, or undefined or null for "there is none", which is cached too. */
export type Loader<T> = () => T | Promise<T>;

/** Loads all missing keys at once; keys that the answer lacks are cached as absent. */
export type BatchLoader<T> = (
  missing: readonly string[],
) => ReadonlyMap<string, T> | Promise<ReadonlyMap<string, T>>;

/** How one call caches. */
export interface EntryOptions<T> {
  /** Seconds. Default: the module's `defaultTtlSeconds`. 0 or less: the value is not stored. */
  readonly ttlSeconds?: number;
  /** Seconds, by the value; takes precedence over `ttlSeconds`. 0 or less: the value is not stored. */
  readonly ttl?: (value: T) => number;
  /** Names by which the entry can be invalidated together with others. */
  readonly tags?: readonly string[] | ((value: T) => readonly string[]);
  /** Part of the TTL, 0 to 1, by which it may be shortened at random. Default: the module's `ttlJitter`. */
  readonly jitter?: number;
  /** true: neither read from the cache nor store. Default false. */
  readonly bypass?: boolean;
  /** true: load afresh, even if an entry is there, and store. Default false. */
  readonly refresh?: boolean;
}

/** Where an answer came from: a tier, a load of this call, a load of another call, or past the cache. */
export type AnswerSource = 'memory' | 'redis' | 'load' | 'collapsed' | 'bypass';

/** An answer with where it came from. */
export interface Resolved<T> {
  /** Plain data are frozen and shared; values with a Date, Map, Set or Buffer in it are the caller's own copy. */
  readonly value: T;
  readonly source: AnswerSource;
  /** Seconds for which the entry can still be served; 0 when it was not stored. */
  readonly ttlSeconds: number;
}

/** An entry that is in the cache. */
export interface CachedEntry<T> {
  readonly value: T;
  readonly tier: 'memory' | 'redis';
  readonly ttlSeconds: number;
}
