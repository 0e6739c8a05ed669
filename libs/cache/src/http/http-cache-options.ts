/** What the functions of {@link HttpCacheOptions} may look at. */
export interface CachedRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
}

/** Who may get an answer that was made for somebody. */
export type HttpCacheScope = 'public' | 'tenant' | 'user';

/** How a route's answers are cached. */
export interface HttpCacheOptions {
  /**
   * Who may get an answer that was made for somebody: everybody, callers of the same tenant (by the
   * module's `http.tenantId`), or the same caller only (by `http.callerId`).
   */
  readonly scope: HttpCacheScope;
  /** Seconds. Default: the module's `defaultTtlSeconds`. Cache-Control of the handler takes precedence. */
  readonly ttlSeconds?: number;
  /** Name of one of the module's `http.ttlSeconds`, where the TTL is a setting; not with `ttlSeconds`. */
  readonly ttlName?: string;
  /** Names by which answers can be invalidated. */
  readonly tags?: readonly string[] | ((request: CachedRequest) => readonly string[]);
  /** Names that only the answer tells, by what the handler has returned; beside `tags`. */
  readonly answerTags?: (body: never) => readonly string[];
  /** Query parameters that the answer depends on. A request with any other goes past the cache. Default: none. */
  readonly query?: readonly string[];
  /** Request headers that the answer depends on; they are told in `Vary`. Default: none. */
  readonly vary?: readonly string[];
}

/** Under which the options lie on a route handler. */
export const HTTP_CACHE_METADATA = 'strata:http-cache';
