import { createHash } from 'node:crypto';
import { StreamableFile } from '@nestjs/common';
import { CacheControl } from './cache-control';
import type { HttpCacheScope } from './http-cache-options';
import { type HttpResponse, varyNames } from './http-exchange';
import type { HttpRoute } from './http-route';

/** An answer as it is kept: everything that is sent on a hit, ready to be sent. Plain data, frozen and shared. */
export interface StoredAnswer {
  /** The body: JSON. */
  readonly text: string;
  /** Those of the handler, and `content-type`, `etag`, `cache-control`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names for `Vary`. */
  readonly vary: readonly string[];
  /** When the handler gave it, in milliseconds since 1970. */
  readonly generatedAtMs: number;
  /** How long it may be served, in seconds. */
  readonly ttlSeconds: number;
}

type Headers = Readonly<Record<string, unknown>>;

/** Headers of the connection or of this cache, which are made anew for every answer. */
const OWN_HEADERS = new Set([
  'age',
  'cache-control',
  'cache-status',
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
  'vary',
]);

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * What a handler has answered, for keeping; null when it is only for the request that it was made
 * for: no 200, no JSON, a cookie, `Vary` by an undeclared header, or Cache-Control that forbids it.
 *
 * @param before the response's headers before the handler ran
 */
export function storedAnswer(
  body: unknown,
  response: HttpResponse,
  before: Headers,
  route: HttpRoute,
): StoredAnswer | null {
  if (response.statusCode !== 200 || !isJson(body)) return null;
  const ttlSeconds = lifetimeSeconds(response, route);
  if (ttlSeconds <= 0 || response.getHeader('set-cookie') !== undefined) return null;
  const seen = new Set([...varyNames(before.vary), ...route.vary]);
  if (!varyNames(response.getHeader('vary')).every((name) => seen.has(name))) return null;
  const text = jsonOf(body);
  if (text === undefined) return null;
  return {
    text,
    headers: {
      'content-type': JSON_TYPE,
      etag: entityTag(text),
      ...handlerHeaders(response.getHeaders(), before, route.headerNames),
      'cache-control': clientCacheControl(route.options.scope, response.getHeader('cache-control')),
    },
    vary: route.vary,
    generatedAtMs: Date.now(),
    ttlSeconds,
  };
}

/**
 * What clients and proxies are told: what the handler said, within the scope; else that they may
 * keep the answer and ask each time whether it still holds, for invalidations do not reach them.
 */
export function clientCacheControl(scope: HttpCacheScope, given: unknown): string {
  const kind = scope === 'public' ? 'public' : 'private';
  if (given === undefined) return `${kind}, no-cache`;
  const control = CacheControl.parse(given);
  if (scope === 'public' || control.has('no-store')) return control.without().join(', ');
  return ['private', ...control.without('public', 'private', 's-maxage')].join(', ');
}

/** By Cache-Control of the handler (RFC 9111, section 4.2.1), else as the route declares; 0: not to be kept. */
function lifetimeSeconds(response: HttpResponse, { options, ttlSeconds }: HttpRoute): number {
  const control = CacheControl.parse(response.getHeader('cache-control'));
  if (control.has('no-store') || control.has('no-cache')) return 0;
  // The part of the cache that belongs to one user is that user's private one.
  if (control.has('private') && options.scope !== 'user') return 0;
  return control.seconds('s-maxage') ?? control.seconds('max-age') ?? ttlSeconds;
}

function isJson(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return !(body instanceof StreamableFile || ArrayBuffer.isView(body) || 'pipe' in body);
}

/** undefined: by its own toJSON it is nothing. */
function jsonOf(body: unknown): string | undefined {
  return JSON.stringify(body);
}

/** The strong entity tag of a plain body (RFC 9110, section 8.8.3): the same text, the same tag, in whichever process. */
export function entityTag(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
}

/** What the handler has set or changed, and what `@Header` declares. */
function handlerHeaders(
  after: Headers,
  before: Headers,
  declared: readonly string[],
): Record<string, string> {
  const isOfHandler = ([name, value]: [string, unknown]): boolean =>
    !OWN_HEADERS.has(name) && (before[name] !== value || declared.includes(name));
  const own = Object.entries(after).filter(isOfHandler);
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}
