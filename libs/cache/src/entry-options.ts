/** What a loader is told. A loader that needs none of it takes no parameter. */
export interface LoadContext {
  /** Aborted when the load is given up after `hardTimeoutMs`; the reason is a LoadTimeoutError. */
  readonly signal: AbortSignal;
  /** When the load is given up: milliseconds on the clock of `performance.now()`; Infinity without a limit. */
  readonly deadlineMs: number;
}

/** A loader: gives the value for a key, or undefined or null for "there is none", which is cached too. */
export type Loader<T> = (context: LoadContext) => T | Promise<T>;

/** Loads all missing keys at once; keys that the answer lacks are cached as absent. */
export type BatchLoader<T> = (
  missing: readonly string[],
  context: LoadContext,
) => ReadonlyMap<string, T> | Promise<ReadonlyMap<string, T>>;

/**
 * How long entries live, and what may be served when they have expired: per entry, and as the
 * defaults of a cache. Stale is what has only expired. What was invalidated is never served.
 */
export interface EntryPolicy {
  /** Seconds for values that are undefined or null. 0: absence is not cached. Default: the TTL of all values. */
  readonly absenceTtlSeconds?: number;
  /**
   * Seconds after its expiry for which an entry is still served, at once, while one load in the
   * background renews it. Default 0: callers wait for the load.
   */
  readonly staleWhileRevalidateSeconds?: number;
  /**
   * Seconds after its expiry for which an entry is served when its load fails or takes too long (see
   * `softTimeoutMs`, `hardTimeoutMs`). After a failure it is served at once for a second before the
   * next load is tried. Default 0: callers get the loader's error.
   */
  readonly staleIfErrorSeconds?: number;
  /**
   * Part of the TTL, 0 to 1, after which the next caller starts a load in the background while all
   * go on getting the entry: what is asked for often never expires. Default 0: no early refresh.
   */
  readonly earlyRefresh?: number;
  /**
   * Milliseconds that a caller waits for a load when there is an entry within `staleIfErrorSeconds`;
   * then it gets that one, and the load goes on. Default 0: it waits for the load.
   */
  readonly softTimeoutMs?: number;
  /**
   * Milliseconds after which a load is aborted. Its callers get an entry within
   * `staleIfErrorSeconds`, else a LoadTimeoutError. Of the call that begins the load. 0: no limit.
   * Default 60 000.
   */
  readonly hardTimeoutMs?: number;
}

/** How one call caches. What it does not name is as the module's options say. */
export interface EntryOptions<T> extends EntryPolicy {
  /**
   * Seconds. Default: the module's `defaultTtlSeconds`. 0, less, or NaN: the value is not stored. Infinity: until it is
   * invalidated or evicted.
   */
  readonly ttlSeconds?: number;
  /** Seconds, by the value; takes precedence over the other TTLs. Otherwise as `ttlSeconds`. */
  readonly ttl?: (value: T) => number;
  /** Names by which the entry can be invalidated together with others. Default: none. */
  readonly tags?: readonly string[] | ((value: T) => readonly string[]);
  /** Part of the TTL, 0 to 1, by which it may be shortened at random. Default: the module's `ttlJitter`. */
  readonly jitter?: number;
  /**
   * What loading one value costs, as in tokens of a language model: hits count it as saved. In the currency unit
   * that the application counts in, the same everywhere. Default 0.
   */
  readonly cost?: number;
  /** true: neither read from the cache nor store. Default false. */
  readonly bypass?: boolean;
  /** true: load afresh, even if an entry is there, and store; nothing stale stands in. Default false. */
  readonly refresh?: boolean;
}

/**
 * Where an answer came from: a tier, a load of this call, a load of another call or process, an
 * entry that has expired, or past the cache.
 */
export type AnswerSource = 'memory' | 'redis' | 'load' | 'collapsed' | 'stale' | 'bypass';

/** An answer with where it came from. */
export interface Resolved<T> {
  /** Plain data are frozen and shared; values with a Date, Map, Set or Buffer in it are the caller's own copy. */
  readonly value: T;
  readonly source: AnswerSource;
  /** Seconds for which the entry can still be served; 0 when it was not stored; less when it has expired. */
  readonly ttlSeconds: number;
}

/** An entry that is in the cache and has not expired. */
export interface CachedEntry<T> {
  readonly value: T;
  readonly tier: 'memory' | 'redis';
  readonly ttlSeconds: number;
}
