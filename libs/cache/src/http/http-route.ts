import { LRUCache } from 'lru-cache';
import type { EntryOptions } from '../entry-options';
import { cachedRequest, httpCacheKey } from './http-cache-key';
import type { CachedRequest, HttpCacheOptions } from './http-cache-options';
import { headerText, type HttpRequest } from './http-exchange';

/** What a request asks of a route. */
export interface Asked {
  readonly key: string;
  readonly request: CachedRequest;
}

/** A route handler, and the controller class on which it was found. */
export interface HandlerOfRoute {
  readonly handler: object;
  readonly controller: object;
}

/** What a route is made of. */
export interface HttpRouteParts extends HandlerOfRoute {
  readonly options: HttpCacheOptions;
  /** The path with its parameters' names. */
  readonly template: string;
  /** Tells the route from all others. */
  readonly identity: readonly unknown[];
  /** Names of the headers that the answer depends on, in lower case. */
  readonly vary: readonly string[];
  /** Names of the headers that `@Header` declares, in lower case. */
  readonly headerNames: readonly string[];
  readonly ttlSeconds: number;
  /** Whose answers the caller may get; undefined when that is not known. */
  readonly holderOf: (request: unknown) => string | undefined;
}

/** Requests of a route whose key is remembered, so that a repeat needs no parsing and no hashing. */
const REMEMBERED_KEYS = 5_000;

/** A route whose answers are cached. */
export class HttpRoute {
  readonly options: HttpCacheOptions;
  readonly handler: object;
  readonly controller: object;
  readonly template: string;
  readonly vary: readonly string[];
  readonly headerNames: readonly string[];
  readonly ttlSeconds: number;
  readonly #identity: readonly unknown[];
  readonly #holderOf: HttpRouteParts['holderOf'];
  /** By URL, Vary headers and holder. */
  readonly #asked = new LRUCache<string, { readonly asked: Asked | undefined }>({
    max: REMEMBERED_KEYS,
  });

  constructor(parts: HttpRouteParts) {
    this.options = parts.options;
    this.handler = parts.handler;
    this.controller = parts.controller;
    this.template = parts.template;
    this.vary = parts.vary;
    this.headerNames = parts.headerNames;
    this.ttlSeconds = parts.ttlSeconds;
    this.#identity = parts.identity;
    this.#holderOf = parts.holderOf;
  }

  /** undefined: the request goes past the cache. */
  ask(request: HttpRequest): Asked | undefined {
    const { scope } = this.options;
    const holder = scope === 'public' ? '' : this.#holderOf(request);
    // What is no text, or an empty one, names nobody: all whom it stands for would share an answer.
    if (typeof holder !== 'string' || (holder === '' && scope !== 'public')) return undefined;
    const vary = this.vary.map((name) => headerText(request, name));
    // Neither a URL nor a header can hold a line break, so that no part can pose as another.
    const raw = `${request.originalUrl ?? request.url}\n${vary.join('\n')}\n${holder}`;
    const known = this.#asked.get(raw);
    if (known !== undefined) return known.asked;
    const asked = this.#derive(request, vary, scope === 'public' ? undefined : holder);
    this.#asked.set(raw, { asked });
    return asked;
  }

  /** @param body what the handler has answered, once it has */
  tags(request: CachedRequest, body: () => unknown): NonNullable<EntryOptions<unknown>['tags']> {
    const { tags = [], answerTags } = this.options;
    const known = typeof tags === 'function' ? tags(request) : tags;
    if (answerTags === undefined) return known;
    // The body is what the route's own handler gives: that is the declaration's promise.
    const tagsOf = answerTags as (body: unknown) => readonly string[];
    return (answer) => (answer === null ? known : [...known, ...tagsOf(body())]);
  }

  #derive(
    request: HttpRequest,
    vary: readonly string[],
    holder: string | undefined,
  ): Asked | undefined {
    const subject = cachedRequest(request, this.options);
    if (subject === undefined) return undefined;
    const { scope } = this.options;
    const parts = { route: this.#identity, request: subject, vary, scope, holder };
    return { key: httpCacheKey(parts), request: subject };
  }
}
