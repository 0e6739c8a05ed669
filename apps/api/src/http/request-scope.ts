import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestContext, type CacheOutcome, type RequestScope } from '@strata/platform';
import { RequestDeadline } from './request-deadline';
import { traceOf } from './trace/request-trace';

declare module 'fastify' {
  interface FastifyRequest {
    /** The scope that Nest runs the request in; null when it was answered, or refused, before. */
    requestScope: RequestScope | null;
    /** Whether the answer came from the cache before Nest was asked. */
    answeredEarly: boolean;
    /** Told the Cache-Status of an early answer, which no `onSend` hook sees; null: nobody asks. */
    onEarlyAnswer: ((cacheStatus: string) => void) | null;
    /** The code of the problem that it was answered with, where its status is 5xx; null without one. */
    errorType: string | null;
  }
}

/** Directives with which a caller wants no answer that was kept before. */
const FRESH = /\b(?:no-cache|no-store|max-age|min-fresh)\b/i;

/** Gives every request what {@link attachRequestScope} and early answers write on it. */
export function decorateRequests(instance: FastifyInstance): void {
  instance.decorateRequest('requestScope', null);
  instance.decorateRequest('answeredEarly', false);
  instance.decorateRequest('onEarlyAnswer', null);
  instance.decorateRequest('errorType', null);
  instance.decorateRequest('caller', null);
  instance.decorateRequest('traceContext', null);
}

/**
 * Runs what follows within the request's scope. Everything that can be answered without it is added
 * before: an asynchronous scope is a good part of what a short request costs.
 */
export function attachRequestScope(instance: FastifyInstance, requestTimeoutMs: number): void {
  instance.addHook('preHandler', (request, reply, done) => {
    const { deadlineMs = requestTimeoutMs } = request.routeOptions.config;
    const timeoutMs = Math.min(deadlineMs, requestTimeoutMs);
    const scope = scopeOf(request, new RequestDeadline(reply.raw, timeoutMs));
    request.requestScope = scope;
    RequestContext.run(scope, done);
  });
}

/** How the cache took part in a request. */
export function cacheOutcomeOf(request: FastifyRequest): CacheOutcome {
  return request.answeredEarly ? 'hit' : (request.requestScope?.cacheOutcome ?? 'none');
}

function scopeOf(request: FastifyRequest, deadline: RequestDeadline): RequestScope {
  const cacheControl = request.headers['cache-control'];
  const bypassCache = cacheControl !== undefined && FRESH.test(cacheControl);
  const { url: route } = request.routeOptions;
  return {
    requestId: request.id,
    get trace() {
      return traceOf(request);
    },
    bypassCache,
    deadline,
    ...(route !== undefined && { route }),
    cacheOutcome: 'none',
  };
}
