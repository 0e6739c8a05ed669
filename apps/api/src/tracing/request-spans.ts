import diagnostics from 'node:diagnostics_channel';
import { context, trace, TraceFlags, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
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
}

/**
 * Runs what follows the reading of a body within the request's span: the end of a body comes in another
 * asynchronous context than its beginning. Call it after the instrumentation has been registered.
 */
export function continueInHandlers(): void {
  diagnostics.subscribe('fastify.initialization', (message) => {
    // Fastify's documented message on this channel.
    const { fastify } = message as { readonly fastify: FastifyInstance };
    fastify.addHook('preHandler', (request, _reply, done) => {
      const { span } = request.opentelemetry();
      if (span === null) done();
      else context.with(trace.setSpan(context.active(), span), done);
    });
  });
}
