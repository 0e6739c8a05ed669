import { types } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { CacheService } from '../cache.service';
import { CacheRuntime } from '../internal/cache-runtime';
import type { Recorder } from '../internal/recorder';
import { AnswerWriter, ageSeconds } from './answer-writer';
import { AS_KEPT, cacheStatus } from './cache-status';
import { demandsOf, satisfies } from './demands';
import { type HttpRequest, type HttpResponse, isRead, setHeader } from './http-exchange';
import type { HandlerOfRoute } from './http-route';
import { HttpRoutes } from './http-routes';
import type { StoredAnswer } from './stored-answer';

/** The part of a Fastify reply that is needed; Fastify itself is not imported. */
interface EarlyReply extends HttpResponse {
  send(body?: string | Buffer): unknown;
}

/** The part of a Fastify instance that is needed. */
export interface EarlyFastify<Request> {
  addHook(
    name: 'preHandler',
    hook: (request: Request & HttpRequest, reply: EarlyReply, done: () => void) => void,
  ): unknown;
}

/** What an application decides for {@link attachEarlyAnswers}. */
export interface EarlyAnswerOptions<Request> {
  /**
   * Whether every guard of this route would let the request pass: an early answer runs none of them,
   * nor pipes, interceptors or middleware. false: Nest runs the request, and its guards decide. Has to
   * do what `http.callerId` and `http.tenantId` rely on. Called before the cache is asked.
   */
  readonly admits: (request: Request, route: HandlerOfRoute) => boolean;
  /** Called when a request is about to be answered here. */
  readonly onAnswer?: (request: Request) => void;
}

/** Answers from memory what Nest has answered before. */
@Injectable()
export class EarlyAnswers {
  readonly #cache: CacheService;
  readonly #routes: HttpRoutes;
  readonly #recorder: Recorder;
  readonly #writer: AnswerWriter;
  readonly #cacheName: string;

  constructor(
    @Inject(CacheService) cache: CacheService,
    @Inject(HttpRoutes) routes: HttpRoutes,
    @Inject(AnswerWriter) writer: AnswerWriter,
    @Inject(CacheRuntime) runtime: CacheRuntime,
  ) {
    this.#cache = cache;
    this.#routes = routes;
    this.#recorder = runtime.recorder;
    this.#writer = writer;
    this.#cacheName = runtime.options.http.cacheName;
  }

  /** @returns false when Nest has to run the request */
  answer<Request extends HttpRequest>(
    request: Request,
    reply: EarlyReply,
    { admits, onAnswer }: EarlyAnswerOptions<Request>,
  ): boolean {
    const route = isRead(request) ? this.#routes.known(request.routeOptions?.config) : undefined;
    if (route === undefined || !admits(request, route)) return false;
    const key = route.ask(request)?.key;
    if (key === undefined) return false;
    const found = this.#cache.peek<StoredAnswer>(key);
    if (found === undefined) return false;
    const { value: answer, ttlSeconds, tier: source } = found;
    const age = ageSeconds(answer);
    if (!satisfies(demandsOf(request), age, ttlSeconds)) return false;
    this.#recorder.endpoints?.noteHitOf(route.template);
    setHeader(reply, 'age', String(age));
    const status = cacheStatus({ source, ttlSeconds, ...AS_KEPT });
    setHeader(reply, 'cache-status', `${this.#cacheName}; ${status}`);
    onAnswer?.(request);
    const body = this.#writer.prepare({ key, answer, request, response: reply });
    if (types.isPromise(body)) void body.then((compressed) => reply.send(compressed));
    else reply.send(body);
    return true;
  }
}

/**
 * Has Fastify answer from memory before Nest's guards, pipes and interceptors run: requests of routes
 * with `@HttpCache` whose answer is there. Everything else goes its usual way. Call it before the
 * application is initialised; hooks that are added before it run before it.
 */
export function attachEarlyAnswers<Request>(
  instance: EarlyFastify<Request>,
  answers: EarlyAnswers,
  options: EarlyAnswerOptions<Request>,
): void {
  instance.addHook('preHandler', (request, reply, done) => {
    if (!answers.answer(request, reply, options)) done();
  });
}
