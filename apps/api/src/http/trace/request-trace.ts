import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { TraceContext } from '@strata/platform';
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
  const spanId = randomId().slice(-SPAN_ID_LENGTH);
  if (parent === undefined) return { traceId: randomId(), spanId, sampled: false };
  const { traceId, sampled } = parent;
  const state = parseTracestate(textOf(headers.tracestate));
  return { traceId, spanId, sampled, ...(state !== undefined && { state }) };
}

const SPAN_ID_LENGTH = 16;

/** Version-4 UUIDs are made ahead in batches, unlike random bytes; six of 128 bits are fixed. */
function randomId(): string {
  return randomUUID().replaceAll('-', '');
}

/** Node joins what a client sends twice with a comma; its types do not know that. */
function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
