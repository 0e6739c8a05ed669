import type { FastifyRequest } from 'fastify';
import type { TraceContext } from '@strata/platform';
import { randomHex } from './random-hex';
import { parseTraceparent } from './traceparent';
import { parseTracestate } from './tracestate';

declare module 'fastify' {
  interface FastifyRequest {
    /** Written by {@link traceOf}, or beforehand by tracing; null until somebody asks. */
    traceContext: TraceContext | null;
  }
}

/** The trace that a request belongs to: the caller's, or one that begins here. Read when first asked for. */
export function traceOf(request: FastifyRequest): TraceContext {
  request.traceContext ??= read(request.headers);
  return request.traceContext;
}

function read(headers: FastifyRequest['headers']): TraceContext {
  const parent = parseTraceparent(textOf(headers.traceparent));
  const spanId = randomHex(SPAN_ID_BYTES);
  if (parent === undefined) return { traceId: randomHex(TRACE_ID_BYTES), spanId, sampled: false };
  const { traceId, sampled } = parent;
  const state = parseTracestate(textOf(headers.tracestate));
  return { traceId, spanId, sampled, ...(state !== undefined && { state }) };
}

/** W3C Trace Context, sections 3.2.2.3 and 3.2.2.4. */
const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/** Node joins what a client sends twice with a comma; its types do not know that. */
function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
