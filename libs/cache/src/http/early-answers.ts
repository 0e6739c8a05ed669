import { types } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { CacheService } from '../cache.service';
import type { CachedEntry } from '../entry-options';
import { CacheRuntime } from '../internal/cache-runtime';
import type { Recorder } from '../internal/recorder';
import { type AnswerBody, AnswerWriter, ageSeconds } from './answer-writer';
import { AS_KEPT, cacheStatus } from './cache-status';
import { demandsOf, satisfies } from './demands';
import { HeaderList } from './header-list';
import { type HttpRequest, isRead } from './http-exchange';
import type { HandlerOfRoute } from './http-route';
import { HttpRoutes } from './http-routes';
import type { StoredAnswer } from './stored-answer';

/** The part of a Fastify reply that is needed; Fastify itself is not imported. */
export interface EarlyReply {
  header(name: string, value: string): unknown;
  getHeaders(): Readonly<Record<string, unknown>>;
  hijack(): unknown;
  readonly raw: {
    writeHead(status: number, headers: string[]): unknown;
    end(body?: string | Buffer): unknown;
  };
}

type EarlyHook<Request> = (
  request: Request & HttpRequest,
  reply: EarlyReply,
  done: () => void,
) => void;

/** The part of a Fastify instance that is needed. */
export interface EarlyFastify {
  addHook(
    name: 'onRoute',
    // Fastify's own type of a route's hooks names its own requests and replies.
    hook: (route: { onRequest?: unknown }) => void,
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
  /** Called when a request is about to be answered here, with the answer's `cache-status` and `age`; may set headers. */
  readonly onAnswer?: (request: Request, reply: EarlyReply) => void;
  /** Called when the answer cannot be sent at once, as it has to be compressed first; `sent` resolves when it is sent. */
  readonly onWait?: (request: Request, sent: Promise<void>) => void;
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
    options: EarlyAnswerOptions<Request>,
  ): boolean {
    const route = isRead(request) ? this.#routes.known(request.routeOptions?.config) : undefined;
    if (route === undefined || !options.admits(request, route)) return false;
    const key = route.ask(request)?.key;
    const found = key === undefined ? undefined : this.#cache.peek<StoredAnswer>(key);
    if (key === undefined || found === undefined) return false;
    const age = ageSeconds(found.value);
    if (!satisfies(demandsOf(request), age, found.ttlSeconds)) return false;
    this.#recorder.endpoints?.noteHitOf(route.template);
    // On the reply, where hooks that run after it find them.
    reply.header('age', String(age));
    reply.header('cache-status', this.#status(found));
    options.onAnswer?.(request, reply);
    const sent = this.#send({ key, answer: found.value, request, reply });
    if (sent !== undefined) options.onWait?.(request, sent);
    return true;
  }

  /** @returns undefined when it is sent already */
  #send({ key, answer, request, reply }: Hit): Promise<void> | undefined {
    reply.hijack();
    const headers = new HeaderList(reply.getHeaders());
    const body = this.#writer.prepare({ key, answer, request, response: headers });
    const send = (sent: AnswerBody): void => write(reply, headers, sent, request.method === 'HEAD');
    if (types.isPromise(body)) return body.then(send);
    send(body);
    return undefined;
  }

  #status({ tier, ttlSeconds }: CachedEntry<StoredAnswer>): string {
    const { isStorable, wasRefused, wasForwarded } = AS_KEPT;
    const origin = { source: tier, ttlSeconds, isStorable, wasRefused, wasForwarded };
    return `${this.#cacheName}; ${cacheStatus(origin)}`;
  }
}

/** What is in memory and may be sent, and to whom. */
interface Hit {
  readonly key: string;
  readonly answer: StoredAnswer;
  readonly request: HttpRequest;
  readonly reply: EarlyReply;
}

function write(
  { raw }: EarlyReply,
  headers: HeaderList,
  body: AnswerBody,
  isForHead: boolean,
): void {
  if (body !== undefined) headers.setHeader('content-length', String(Buffer.byteLength(body)));
  raw.writeHead(headers.statusCode, headers.flat);
  raw.end(isForHead ? undefined : body);
}

/**
 * Has Fastify answer from memory before Nest's guards, pipes and interceptors run: requests of routes
 * with `@HttpCache` whose answer is there. Everything else goes its usual way. Call it before the
 * application is initialised; of Fastify's hooks, those for `onRequest` run before, and their headers are sent;
 * those for `onResponse` run after; no others do.
 */
export function attachEarlyAnswers<Request>(
  instance: EarlyFastify,
  answers: EarlyAnswers,
  options: EarlyAnswerOptions<Request>,
): void {
  const answer: EarlyHook<Request> = (request, reply, done) => {
    if (!answers.answer(request, reply, options)) done();
  };
  instance.addHook('onRoute', (route) => {
    route.onRequest = [route.onRequest ?? [], answer].flat();
  });
}
