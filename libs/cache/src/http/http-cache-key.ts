import { createHash } from 'node:crypto';
import type { CachedRequest, HttpCacheOptions } from './http-cache-options';
import type { HttpRequest } from './http-exchange';

/** Namespace of all HTTP entries. */
export const HTTP_NAMESPACE = 'http';

/** Parameters and declared query of a request; undefined when one of them is no text. */
export function cachedRequest(
  request: HttpRequest,
  options: HttpCacheOptions,
): CachedRequest | undefined {
  const params = texts(request.params, undefined);
  const query = texts(request.query, options.query ?? []);
  if (params === undefined || query === undefined) return undefined;
  return { params: params as CachedRequest['params'], query };
}

/**
 * The key of an answer: a hash over route, parameters, declared query in a fixed order, scope and
 * caller. Hashed as one JSON text, so that no value can pose as another part.
 */
export function httpCacheKey(
  route: string,
  { params, query }: CachedRequest,
  scope: HttpCacheOptions['scope'],
  callerId: string | undefined,
): string {
  const text = JSON.stringify([route, sorted(params), sorted(query), scope, callerId ?? null]);
  return `${HTTP_NAMESPACE}:${createHash('sha256').update(text).digest('base64url')}`;
}

type Texts = Record<string, string | readonly string[]>;

/** @param names which to take; undefined: all */
function texts(source: unknown, names: readonly string[] | undefined): Texts | undefined {
  if (typeof source !== 'object' || source === null) return {};
  const entries = Object.entries(source).filter(([name]) => names?.includes(name) ?? true);
  const isText = (value: unknown): boolean => typeof value === 'string';
  const valid = entries.every(
    ([, value]) => isText(value) || (Array.isArray(value) && value.every(isText)),
  );
  return valid ? Object.fromEntries<Texts[string]>(entries) : undefined;
}

function sorted(source: object): [string, unknown][] {
  return Object.entries(source).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
