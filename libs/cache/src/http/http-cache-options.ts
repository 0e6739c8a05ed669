/** What the functions of {@link HttpCacheOptions} may look at. */
export interface CachedRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
}

/** How a route's answers are cached. */
export interface HttpCacheOptions {
  /**
   * Who may get an answer that was made for somebody: everybody, or the same caller only (by the
   * module's `http.callerId`).
   */
  readonly scope: 'public' | 'user';
  /** Seconds. Default: the module's `defaultTtlSeconds`. */
  readonly ttlSeconds?: number;
  /** Names by which answers can be invalidated. */
  readonly tags?: readonly string[] | ((request: CachedRequest) => readonly string[]);
  /** Query parameters that the answer depends on; all others are left out of the key. Default: none. */
  readonly query?: readonly string[];
}

/** Under which the options lie on a route handler. */
export const HTTP_CACHE_METADATA = 'strata:http-cache';
