import { createHash } from 'node:crypto';
import type { CachedRequest, HttpCacheOptions } from './http-cache-options';
import type { HttpRequest } from './http-exchange';

/** Namespace of all HTTP entries. */
const HTTP_NAMESPACE = 'http';

/**
 * Parameters and query of a request, decoded; undefined when one of them is no text, or when a query
 * parameter is not declared: the handler could look at it, so the answer cannot be shared.
 */
export function cachedRequest(
  request: HttpRequest,
  { query: declared = [] }: HttpCacheOptions,
): CachedRequest | undefined {
  const { params, query } = { params: request.params ?? {}, query: request.query ?? {} };
  if (!isTexts(params) || !isTexts(query)) return undefined;
  if (!Object.keys(query).every((name) => declared.includes(name))) return undefined;
  // Routers give one text for each parameter.
  return { params: params as CachedRequest['params'], query };
}

/** What tells the answers of a cache apart; all of it is in the key. */
export interface KeyParts {
  /** The route, in whatever words tell it from all others. */
  readonly route: readonly unknown[];
  readonly request: CachedRequest;
  /** Values of the declared Vary headers, in the order of their declaration. */
  readonly vary: readonly string[];
  readonly scope: HttpCacheOptions['scope'];
  /** The user or tenant; undefined in scope `public`. */
  readonly holder: string | undefined;
}

/** The key of an answer: a hash of one JSON text, so that no value can pose as another part. */
export function httpCacheKey({ route, request, vary, scope, holder }: KeyParts): string {
  const { params, query } = request;
  const parts = [route, sorted(params), sorted(query), vary, scope, holder ?? null];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  return `${HTTP_NAMESPACE}:${hash}`;
}

function isTexts(source: unknown): source is CachedRequest['query'] {
  if (typeof source !== 'object' || source === null) return false;
  return Object.values(source).every((value) => isText(value) || isTextList(value));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function sorted(source: object): [string, unknown][] {
  return Object.entries(source).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
