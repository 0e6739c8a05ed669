import type { FastifyReply } from 'fastify';
import type { RouteClass } from './route-class';

/** Headers that tell callers what they may still ask; also for web pages of other origins. */
export const RATE_LIMIT_HEADERS = ['RateLimit-Policy', 'RateLimit'] as const;

/** What a caller has left of a limit. */
export interface Quota {
  readonly routeClass: RouteClass;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Until all of the limit is there again. */
  readonly resetSeconds: number;
}

/** RateLimit header fields for HTTP, draft 11: structured fields (RFC 9651). */
export function setRateLimitHeaders(reply: FastifyReply, quota: Quota): void {
  const { routeClass, limit, windowSeconds, remaining, resetSeconds } = quota;
  const [policy, left] = RATE_LIMIT_HEADERS;
  reply.header(policy, `"${routeClass}";q=${String(limit)};w=${String(windowSeconds)}`);
  reply.header(left, `"${routeClass}";r=${String(remaining)};t=${String(resetSeconds)}`);
}
