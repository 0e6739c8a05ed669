import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See {@link Deadline}. */
    deadlineMs?: number;
  }
}

/**
 * Declares how long a route may take, in seconds, where that is less than REQUEST_TIMEOUT: what the database does for
 * it is stopped then, and the answer is 504.
 */
export function Deadline(seconds: number): MethodDecorator {
  return RouteConfig({ deadlineMs: seconds * 1000 });
}
