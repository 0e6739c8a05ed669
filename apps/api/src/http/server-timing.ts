import type { FastifyInstance } from 'fastify';
import type { RequestScope } from '@strata/platform';

/** Of what memory answers before Nest runs: nothing was waited for. */
export const ANSWERED_EARLY = 'cache;desc=hit';

/** Has answers tell in Server-Timing how the cache took part, and what they waited for; early answers get {@link ANSWERED_EARLY}. */
export function attachServerTiming(instance: FastifyInstance): void {
  instance.addHook('onSend', (request, reply, payload, done) => {
    // null for what was refused before anything could be waited for.
    const { requestScope } = request;
    if (requestScope !== null) reply.header('server-timing', written(requestScope));
    done(null, payload);
  });
}

function written({ cacheOutcome, waits }: RequestScope): string {
  const cache = `cache;desc=${cacheOutcome}`;
  if (waits === undefined) return cache;
  return `${cache}, pool;dur=${waits.poolMs.toFixed(1)}, db;dur=${waits.databaseMs.toFixed(1)}`;
}
