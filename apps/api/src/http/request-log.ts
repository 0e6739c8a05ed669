import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { RequestFields } from '@strata/platform';
import { cacheOutcomeOf } from './request-scope';
import { traceOf } from './trace/request-trace';

const ACCEPTABLE_REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The caller's `X-Request-Id` when it is harmless, else a new one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && ACCEPTABLE_REQUEST_ID.test(given) ? given : randomUUID();
}

/** Answers every request with its id, and writes one log line when it has been answered. */
export function attachRequestLog(instance: FastifyInstance, logger: Logger): void {
  const loggers = new OutcomeLoggers(logger);
  instance.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  instance.addHook('onResponse', (request, reply, done) => {
    if (logger.isLevelEnabled('info'))
      loggers.of(request, reply).info(line(request, reply), 'request');
    done();
  });
}

function line(request: FastifyRequest, reply: FastifyReply) {
  const duration_ms = Math.round(reply.elapsedTime * 1000) / 1000;
  const { traceId, spanId, state } = traceOf(request);
  // Written out: spreading an object and adding to it costs microseconds. pino leaves out what is undefined.
  return {
    request_id: request.id,
    trace_id: traceId,
    span_id: spanId,
    tracestate: state,
    duration_ms,
  };
}

/** For lines that are written outside the request's scope. */
export function requestFieldsOf(request: FastifyRequest): Required<RequestFields> {
  const { traceId, spanId } = traceOf(request);
  return { request_id: request.id, trace_id: traceId, span_id: spanId };
}

/** Loggers whose lines begin with what many requests share, serialised once. */
class OutcomeLoggers {
  readonly #logger: Logger;
  /** By route, method, status and cache outcome: as many as there are of each. */
  readonly #known = new Map<string, Logger>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  of(request: FastifyRequest, reply: FastifyReply): Logger {
    const route = request.routeOptions.url ?? 'unmatched';
    const { method } = request;
    const { statusCode: status } = reply;
    const cache = cacheOutcomeOf(request);
    const name = `${route} ${method} ${String(status)} ${cache}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const child = this.#logger.child({ method, route, status, cache });
    this.#known.set(name, child);
    return child;
  }
}
