import type { HttpMetrics } from './http-metrics';

interface AnsweredRequest {
  readonly method: string;
  readonly routeOptions: { readonly url?: string | undefined };
  /** What a 5xx means, in one of few names; null or absent: its status tells enough. */
  readonly errorType?: string | null;
}

interface SentReply {
  readonly statusCode: number;
  /** Milliseconds since the request came in. */
  readonly elapsedTime: number;
}

/** The part of a Fastify instance that is needed; Fastify itself is not imported. */
export interface HookableFastify {
  addHook(
    name: 'onResponse',
    hook: (request: AnsweredRequest, reply: SentReply, done: () => void) => void,
  ): unknown;
}

/**
 * Records every request that this Fastify instance answers, under its route's template. Requests whose
 * client went away before the answer was sent are not recorded. Call it before the instance is ready.
 */
export function attachHttpMetrics(instance: HookableFastify, metrics: HttpMetrics): void {
  instance.addHook('onResponse', (request, reply, done) => {
    const seconds = reply.elapsedTime / 1_000;
    const { method, routeOptions, errorType } = request;
    metrics.observe(method, routeOptions.url, reply.statusCode, seconds, errorType ?? undefined);
    done();
  });
}
