import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { CacheService } from '../cache.service';
import { HTTP_CACHE_METADATA, type HttpCacheOptions } from './http-cache-options';
import type { AnswerSource, EntryOptions, Resolved } from '../entry-options';
import { CacheRuntime } from '../internal/cache-runtime';
import type { ResolvedCacheOptions } from '../internal/resolve-options';
import { cacheDirectives } from './cache-directives';
import { cachedRequest, httpCacheKey } from './http-cache-key';
import { type HttpRequest, type HttpResponse, routeTemplate, setHeader } from './http-exchange';

/** A handler is run for its own request only, not after the answer has been sent. */
const NOT_IN_BACKGROUND = { staleWhileRevalidateSeconds: 0, earlyRefresh: 0, softTimeoutMs: 0 };

/** How one request is to be answered. */
interface Plan {
  readonly key: string;
  readonly tags: readonly string[];
  readonly options: HttpCacheOptions;
}

/**
 * Answers GET routes that carry `@HttpCache` from the cache: their 200 answers, as the JSON text
 * that was sent. Requests with `no-cache` or `no-store` go past it; answers with `no-store`,
 * `private` (in scope `public`) or `Set-Cookie` are not stored. Says what it did in Cache-Status
 * (RFC 9211), without the key. It runs after guards, so that access is decided before.
 */
@Injectable()
export class HttpCacheInterceptor implements NestInterceptor {
  readonly #cache: CacheService;
  readonly #http: ResolvedCacheOptions['http'];
  readonly #enabled: boolean;
  readonly #defaultTtlSeconds: number;

  constructor(
    @Inject(CacheService) cache: CacheService,
    @Inject(CacheRuntime) runtime: CacheRuntime,
  ) {
    this.#cache = cache;
    this.#http = runtime.options.http;
    this.#enabled = runtime.options.enabled;
    this.#defaultTtlSeconds = runtime.options.defaultTtlSeconds;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const options = httpCacheOptions(context);
    if (options === undefined || context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const response = context.switchToHttp().getResponse<HttpResponse>();
    const plan = this.#plan(context, request, options);
    if (plan !== undefined) return from(this.#answer(plan, response, next));
    this.#tell(response, 'fwd=bypass');
    return next.handle();
  }

  /** undefined: this request goes past the cache. */
  #plan(
    context: ExecutionContext,
    request: HttpRequest,
    options: HttpCacheOptions,
  ): Plan | undefined {
    const callerId = options.scope === 'user' ? this.#http.callerId(request) : undefined;
    if (!this.#enabled || request.method !== 'GET' || refuses(request)) return undefined;
    if (options.scope === 'user' && callerId === undefined) return undefined;
    const subject = cachedRequest(request, options);
    if (subject === undefined) return undefined;
    const route = routeTemplate(request) ?? handlerName(context);
    const { tags = [] } = options;
    return {
      key: httpCacheKey(route, subject, options.scope, callerId),
      tags: typeof tags === 'function' ? tags(subject) : tags,
      options,
    };
  }

  async #answer(plan: Plan, response: HttpResponse, next: CallHandler): Promise<unknown> {
    let own: { readonly body: unknown } | undefined;
    const load = async (): Promise<string | null> => {
      own = { body: await run(next) };
      return shareableText(own.body, response, plan.options);
    };
    const answer = await this.#cache.resolve(plan.key, load, this.#entryOptions(plan));
    this.#tell(response, status(answer));
    if (answer.value === null) return own === undefined ? run(next) : own.body;
    setHeader(response, 'content-type', 'application/json; charset=utf-8');
    return answer.value;
  }

  #entryOptions({ options, tags }: Plan): EntryOptions<string | null> {
    const ttlSeconds = options.ttlSeconds ?? this.#defaultTtlSeconds;
    return { ...NOT_IN_BACKGROUND, tags, ttl: (text) => (text === null ? 0 : ttlSeconds) };
  }

  #tell(response: HttpResponse, what: string): void {
    setHeader(response, 'cache-status', `${this.#http.cacheName}; ${what}`);
  }
}

function httpCacheOptions(context: ExecutionContext): HttpCacheOptions | undefined {
  // Only @HttpCache writes this metadata.
  return Reflect.getMetadata(HTTP_CACHE_METADATA, context.getHandler()) as
    HttpCacheOptions | undefined;
}

function handlerName(context: ExecutionContext): string {
  return `${context.getClass().name}.${context.getHandler().name}`;
}

function refuses(request: HttpRequest): boolean {
  const directives = cacheDirectives(request.headers['cache-control']);
  return directives.has('no-cache') || directives.has('no-store');
}

function run(next: CallHandler): Promise<unknown> {
  return lastValueFrom(next.handle(), { defaultValue: undefined });
}

/** The answer as JSON; null when it is only for the request that it was made for. */
function shareableText(
  body: unknown,
  response: HttpResponse,
  { scope }: HttpCacheOptions,
): string | null {
  const isJson = typeof body === 'object' && body !== null && !isBinary(body);
  if (!isJson || response.statusCode !== 200) return null;
  const directives = cacheDirectives(response.getHeader('cache-control'));
  if (directives.has('no-store') || (scope === 'public' && directives.has('private'))) return null;
  return response.getHeader('set-cookie') === undefined ? JSON.stringify(body) : null;
}

function isBinary(body: object): boolean {
  return body instanceof StreamableFile || ArrayBuffer.isView(body) || 'pipe' in body;
}

/** RFC 9211: `hit`, or why the request went on to the handler. */
function status({ source, ttlSeconds, value }: Resolved<unknown>): string {
  const ttl = value === null ? '' : `; ttl=${ttlSeconds}`;
  const statuses: Record<AnswerSource, string> = {
    memory: `hit${ttl}`,
    redis: `hit${ttl}`,
    stale: `hit${ttl}`,
    load: value === null ? 'fwd=miss' : `fwd=miss; stored${ttl}`,
    collapsed: value === null ? 'fwd=miss' : `fwd=miss; collapsed${ttl}`,
    bypass: 'fwd=bypass',
  };
  return statuses[source];
}
