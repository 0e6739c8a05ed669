import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '@strata/errors';
import { JsonAdapter } from './json-adapter';
import { PROBLEM_MEDIA_TYPE, toProblemDetails } from './problem-details';
import type { ProblemDetailsFilter } from './problem-details.filter';
import { requestId } from './request-log';
import { SECURITY_HEADERS, setSecurityHeaders } from './security-headers';

/** Limits and trust of the HTTP server. */
export interface HttpServerOptions {
  /** Largest accepted body, in bytes. */
  readonly bodyLimitBytes: number;
  /** Whose X-Forwarded-* headers are believed: all, none, so many hops, or these addresses (CIDR). */
  readonly trustProxy: boolean | number | string;
  /** Default: 10 s, 30 s and 2 s. */
  readonly arrival?: ArrivalLimits;
}

/** How long a client may take to send a request; then it is answered with 408 and the connection closed. */
export interface ArrivalLimits {
  /** For the headers, from their first byte; on a new connection from its opening. */
  readonly headersMs: number;
  /** For headers and body. */
  readonly requestMs: number;
  /** How often connections are looked at: what somebody may take longer. */
  readonly checkEveryMs: number;
}

const ARRIVAL: ArrivalLimits = { headersMs: 10_000, requestMs: 30_000, checkEveryMs: 2_000 };
const MAX_HEADER_BYTES = 16_384;
/** Longer than the idle time-out of common load balancers (60 s), so that they close first. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** Long parameters reach validation, which says what is wrong with them; headers end at 16 KiB. */
const MAX_PARAMETER_LENGTH = MAX_HEADER_BYTES;

/** What Node is to bound, on every port. Default: the product's limits. */
export function serverLimits({ headersMs, requestMs, checkEveryMs }: ArrivalLimits = ARRIVAL) {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkEveryMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  };
}

/** The Fastify adapter, answering errors that never reach a route as problem details as well. */
export function createAdapter(
  options: HttpServerOptions,
  problems: ProblemDetailsFilter,
): FastifyAdapter {
  const limits = serverLimits(options.arrival);
  const { requestTimeout, keepAliveTimeout } = limits;
  return new JsonAdapter({
    http: limits,
    bodyLimit: options.bodyLimitBytes,
    trustProxy: trustRule(options.trustProxy),
    // Fastify sets its own on the server that Node has made.
    requestTimeout,
    keepAliveTimeout,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    genReqId: requestId,
    skipMiddie: true,
    // What arrives on a connection that is open is answered; the answer closes the connection.
    return503OnClosing: false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setSecurityHeaders(request, reply);
      problems.answer(error, request, reply);
    },
    clientErrorHandler: answerUnparsableRequest,
  });
}

/** A number of hops as the rule that Fastify takes: `hop` is 0 for the nearest proxy. */
function trustRule(trust: HttpServerOptions['trustProxy']) {
  if (typeof trust !== 'number') return trust;
  return (_address: string, hop: number): boolean => hop < trust;
}

const SECURITY_HEADER_LINES = Object.entries(SECURITY_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

/** Answers bytes that Node's HTTP parser refused: there is no request object to answer through. */
export function answerUnparsableRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOfParserError(error.code);
  const problem = toProblemDetails(new AppError('BAD_REQUEST'), '', requestId({ headers: {} }));
  const body = JSON.stringify({ ...problem, status });
  socket.end(
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `${SECURITY_HEADER_LINES}Content-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function statusOfParserError(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}
