import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { from, lastValueFrom, type Observable, tap } from 'rxjs';
import { CacheService } from '../cache.service';
import type { EntryOptions, Resolved } from '../entry-options';
import { CacheRuntime } from '../internal/cache-runtime';
import type { ResolvedCacheOptions } from '../internal/resolve-options';
import { AnswerNotCachedError } from './answer-not-cached.error';
import { AnswerWriter, ageSeconds, type Outgoing } from './answer-writer';
import { AS_KEPT, cacheStatus } from './cache-status';
import { type Demands, demandsOf, satisfies } from './demands';
import { type HttpRequest, type HttpResponse, isRead, setHeader } from './http-exchange';
import type { Asked, HttpRoute } from './http-route';
import { HttpRoutes } from './http-routes';
import { clientCacheControl, type StoredAnswer, storedAnswer } from './stored-answer';

/** A handler is run for its own request only, not after the answer has been sent. */
const NOT_IN_BACKGROUND = { staleWhileRevalidateSeconds: 0, earlyRefresh: 0, softTimeoutMs: 0 };

/** A request that may be answered from the cache, and what is needed to answer it. */
interface Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly route: HttpRoute;
  readonly asked: Asked;
  readonly demands: Demands;
  readonly next: CallHandler;
}

/** A request that only wants what is kept; `asked` is undefined where nothing can be. */
interface Unforwarded extends Pick<Exchange, 'request' | 'response' | 'demands'> {
  readonly asked: Asked | undefined;
}

/** What the handler has answered in this request. */
interface HandlerAnswer {
  readonly body: unknown;
}

/** An answer, and whether one that was kept had to be left aside. */
interface Found extends Resolved<StoredAnswer | null> {
  readonly wasRefused: boolean;
}

/**
 * Answers GET and HEAD of routes that carry `@HttpCache` from the cache: their 200 answers, as the
 * JSON text that was sent. Honours Cache-Control of request and handler, answers If-None-Match with
 * 304, and says what it did in Cache-Status (RFC 9211), without the key. It runs after guards, so
 * that access is decided before.
 */
@Injectable()
export class HttpCacheInterceptor implements NestInterceptor {
  readonly #cache: CacheService;
  readonly #routes: HttpRoutes;
  readonly #writer: AnswerWriter;
  readonly #options: ResolvedCacheOptions;

  constructor(
    @Inject(CacheService) cache: CacheService,
    @Inject(HttpRoutes) routes: HttpRoutes,
    @Inject(AnswerWriter) writer: AnswerWriter,
    @Inject(CacheRuntime) runtime: CacheRuntime,
  ) {
    this.#cache = cache;
    this.#routes = routes;
    this.#writer = writer;
    this.#options = runtime.options;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const response = context.switchToHttp().getResponse<HttpResponse>();
    const route = this.#routes.learn(context, request);
    if (route === undefined) return next.handle();
    if (!isRead(request)) return this.#pass('fwd=method', response, next);
    const asked = this.#options.enabled ? route.ask(request) : undefined;
    const demands = demandsOf(request);
    if (demands.onlyIfCached) return from(this.#keptAnswer({ request, response, asked, demands }));
    if (asked === undefined) {
      return this.#pass('fwd=bypass', response, next).pipe(
        tap(() => keepWithinScope(route, response)),
      );
    }
    return from(this.#answer({ request, response, route, asked, demands, next }));
  }

  async #answer(exchange: Exchange): Promise<unknown> {
    const { request, response, route, asked, next } = exchange;
    let wasForwarded = false;
    let own: HandlerAnswer | undefined;
    const load = async (): Promise<StoredAnswer | null> => {
      const before = { ...response.getHeaders() };
      wasForwarded = true;
      own = { body: await run(next) };
      return storedAnswer(own.body, response, before, route);
    };
    const { value, ...origin } = await this.#find(exchange, load, () => own?.body);
    this.#tell(response, cacheStatus({ ...origin, wasForwarded, isStorable: value !== null }));
    if (value === null) return forThisRequest(exchange, own ?? { body: await run(next) });
    if (!isOwn(origin)) setHeader(response, 'age', String(ageSeconds(value)));
    return this.#prepare({ key: asked.key, answer: value, request, response });
  }

  /** @throws AnswerNotCachedError when nothing is kept that the request wants */
  async #keptAnswer({ request, response, asked, demands }: Unforwarded): Promise<unknown> {
    const key = asked?.key;
    const found = key === undefined ? undefined : await this.#cache.entry<StoredAnswer | null>(key);
    const { value: answer = null, tier: source = 'memory', ttlSeconds = 0 } = found ?? {};
    if (key === undefined || answer === null) throw new AnswerNotCachedError();
    const age = ageSeconds(answer);
    if (!satisfies(demands, age, ttlSeconds)) throw new AnswerNotCachedError();
    this.#tell(response, cacheStatus({ source, ttlSeconds, ...AS_KEPT }));
    setHeader(response, 'age', String(age));
    return this.#prepare({ key, answer, request, response });
  }

  /** Nest's Express adapter sends bytes only when they come as a file. */
  async #prepare(outgoing: Outgoing): Promise<unknown> {
    const body = await this.#writer.prepare(outgoing);
    const isFastify = outgoing.request.routeOptions !== undefined;
    if (isFastify || !Buffer.isBuffer(body)) return body;
    return new StreamableFile(body, { length: body.byteLength });
  }

  /** What is kept, where the request wants it; else what the handler answers now. */
  async #find(
    { route, asked, demands }: Exchange,
    load: () => Promise<StoredAnswer | null>,
    body: () => unknown,
  ): Promise<Found> {
    const options = entryOptions(route, asked, body);
    const { mayStore, mayReuse } = demands;
    if (mayReuse) {
      const found = await this.#cache.resolve(asked.key, load, options);
      if (isWanted(found, demands)) return { ...found, wasRefused: false };
    }
    const afresh = mayStore ? { refresh: true } : { bypass: true };
    const found = await this.#cache.resolve(asked.key, load, { ...options, ...afresh });
    return { ...found, wasRefused: true };
  }

  #pass(why: string, response: HttpResponse, next: CallHandler): Observable<unknown> {
    this.#tell(response, why);
    return next.handle();
  }

  #tell(response: HttpResponse, what: string): void {
    setHeader(response, 'cache-status', `${this.#options.http.cacheName}; ${what}`);
  }
}

function entryOptions(
  route: HttpRoute,
  { request }: Asked,
  body: () => unknown,
): EntryOptions<StoredAnswer | null> {
  const ttl = (answer: StoredAnswer | null): number => answer?.ttlSeconds ?? 0;
  return { ...NOT_IN_BACKGROUND, tags: route.tags(request, body), ttl };
}

/** Whether the handler has answered for this very request. */
function isOwn({ source }: Pick<Found, 'source'>): boolean {
  return source === 'load' || source === 'bypass';
}

function isWanted({ value, source, ttlSeconds }: Resolved<StoredAnswer | null>, demands: Demands) {
  return value === null || isOwn({ source }) || satisfies(demands, ageSeconds(value), ttlSeconds);
}

function run(next: CallHandler): Promise<unknown> {
  return lastValueFrom(next.handle(), { defaultValue: undefined });
}

/** An answer that is not kept; clients and proxies learn whose it is. */
function forThisRequest({ route, response }: Exchange, { body }: { readonly body: unknown }) {
  keepWithinScope(route, response);
  return body;
}

function keepWithinScope({ options }: HttpRoute, response: HttpResponse): void {
  const given = response.getHeader('cache-control');
  setHeader(response, 'cache-control', clientCacheControl(options.scope, given));
}
