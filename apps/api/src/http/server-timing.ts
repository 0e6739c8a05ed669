import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestScope } from '@strata/platform';

/** Of what memory answers before Nest runs: nothing was waited for. */
const ANSWERED_EARLY = 'cache;desc=hit';

/** Has answers tell in Server-Timing how the cache took part, and what they waited for. */
export function attachServerTiming(instance: FastifyInstance): void {
  instance.addHook('onSend', (request, reply, payload, done) => {
    const timing = timingOf(request);
    if (timing !== undefined) reply.header('server-timing', timing);
    done(null, payload);
  });
}

/** undefined for what was refused before anything could be waited for. */
function timingOf({ answeredEarly, requestScope }: FastifyRequest): string | undefined {
  if (answeredEarly) return ANSWERED_EARLY;
  return requestScope === null ? undefined : written(requestScope);
}

function written({ cacheOutcome, waits }: RequestScope): string {
  const cache = `cache;desc=${cacheOutcome}`;
  if (waits === undefined) return cache;
  return `${cache}, pool;dur=${waits.poolMs.toFixed(1)}, db;dur=${waits.databaseMs.toFixed(1)}`;
}
