import diagnostics from 'node:diagnostics_channel';
import { context, trace, TraceFlags, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseTracestate } from '../http/trace/tracestate';

/**
 * Names a request's span by its route, as the conventions ask, and has the log name the span. The query is
 * taken off the path: callers put into it what nobody should keep.
 */
export function describeRequest(span: Span, request: FastifyRequest): void {
  const { method, url, protocol, routeOptions } = request;
  span.updateName(routeOptions.url === undefined ? method : `${method} ${routeOptions.url}`);
  span.setAttributes({ 'url.path': url.split('?', 1)[0] ?? url, 'url.scheme': protocol });
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const state = parseTracestate(traceState?.serialize());
  const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  request.traceContext = { traceId, spanId, sampled, ...(state !== undefined && { state }) };
  request.onEarlyAnswer = (status) => span.setAttribute(CACHE_STATUS, [status]);
}

/**
 * Has every Fastify instance continue the request's span behind the reading of a body, and tell in it what the
 * cache did. Call it after the instrumentation has been registered.
 */
export function followRequests(): void {
  diagnostics.subscribe('fastify.initialization', (message) => {
    // Fastify's documented message on this channel.
    const { fastify } = message as { readonly fastify: FastifyInstance };
    fastify.addHook('preHandler', continueSpan);
    fastify.addHook('onSend', tellCacheStatus);
  });
}

/** The end of a body comes in another asynchronous context than its beginning. */
function continueSpan(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  const { span } = request.opentelemetry();
  if (span === null) done();
  else context.with(trace.setSpan(context.active(), span), done);
}

const CACHE_STATUS = 'http.response.header.cache-status';

/** Cache-Status names the outcome and the tier, never the key. */
function tellCacheStatus(
  request: FastifyRequest,
  reply: FastifyReply,
  _payload: unknown,
  done: () => void,
): void {
  const status = reply.getHeader('cache-status');
  if (typeof status === 'string') {
    request.opentelemetry().span?.setAttribute(CACHE_STATUS, [status]);
  }
  done();
}
