import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { RequestContext, type RequestScope } from '@strata/platform';
import { RequestDeadline } from './request-deadline';

const ACCEPTABLE_REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The caller's `X-Request-Id` when it is harmless, else a new one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && ACCEPTABLE_REQUEST_ID.test(given) ? given : randomUUID();
}

/** Gives every request its scope and id, and writes one log line when it has been answered. */
export function attachRequestLog(
  instance: FastifyInstance,
  logger: Logger,
  requestTimeoutMs: number,
): void {
  const scopes = new WeakMap<FastifyRequest, RequestScope>();
  instance.addHook('onRequest', (request, reply, done) => {
    const scope = scopeOf(request, new RequestDeadline(reply.raw, requestTimeoutMs));
    scopes.set(request, scope);
    reply.header('x-request-id', request.id);
    RequestContext.run(scope, done);
  });
  instance.addHook('onResponse', (request, reply, done) => {
    logger.info(logLine(request, reply, scopes.get(request)), 'request');
    done();
  });
}

function scopeOf(request: FastifyRequest, deadline: RequestDeadline): RequestScope {
  const cacheControl = request.headers['cache-control'];
  const bypassCache = cacheControl !== undefined && /\bno-cache\b/i.test(cacheControl);
  const { url: route } = request.routeOptions;
  return {
    requestId: request.id,
    bypassCache,
    deadline,
    ...(route !== undefined && { route }),
    cacheOutcome: 'none',
  };
}

function logLine(request: FastifyRequest, reply: FastifyReply, scope: RequestScope | undefined) {
  return {
    request_id: request.id,
    method: request.method,
    route: request.routeOptions.url ?? 'unmatched',
    status: reply.statusCode,
    duration_ms: Math.round(reply.elapsedTime * 1000) / 1000,
    cache: scope?.cacheOutcome ?? 'none',
  };
}
