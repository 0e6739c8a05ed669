import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '@strata/database';
import { RequestContext } from '@strata/platform';
import { callerOf } from '../caller';
import {
  CONSISTENCY_HEADER,
  type ConsistencyToken,
  type ConsistencyTokens,
} from './consistency-token';
import type { RecentWriters } from './recent-writers';
import { RequestConsistency } from './request-consistency';

/** What read-your-writes over HTTP needs. */
export interface ConsistencyOptions {
  readonly database: Pick<Database, 'replicated' | 'position'>;
  readonly tokens: ConsistencyTokens;
  readonly writers: RecentWriters;
  /** How far invalidations were applied to the caches. Default: not known. */
  readonly cachePosition?: () => ConsistencyToken['cache'];
}

const HEADER = CONSISTENCY_HEADER.toLowerCase();
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A position is worth less than an answer: the token says that it is not known. */
const POSITION_TIMEOUT_MS = 1000;

const ofRequest = new WeakMap<FastifyRequest, RequestConsistency>();

/**
 * Makes the reads of a request show what its token, or the caller's own writes of the last seconds,
 * demand; and gives the answer of a write the token of what was committed, that of a read which brought
 * one the token of what it has shown. Belongs after the hook that opens the request's scope.
 */
export function attachConsistency(instance: FastifyInstance, options: ConsistencyOptions): void {
  instance.addHook('preHandler', (request, _reply, done) => {
    try {
      open(request, options);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
  instance.addHook('onSend', (request, reply, payload, done) => {
    const send = (): void => done(null, payload);
    if (!isRead(request) && mayHaveWritten(reply)) {
      afterWrite(request, reply, options).then(send, send);
    } else {
      const token = ofRequest.get(request)?.token;
      if (token !== undefined) reply.header(CONSISTENCY_HEADER, options.tokens.write(token));
      send();
    }
  });
}

function open(request: FastifyRequest, { tokens, writers }: ConsistencyOptions): void {
  const scope = RequestContext.current();
  if (scope === undefined) return;
  const header = request.headers[HEADER];
  const token = header === undefined ? undefined : tokens.read(String(header));
  const consistency = new RequestConsistency({
    token,
    fresh: scope.bypassCache,
    isRead: isRead(request),
    wroteRecently: async () => {
      const caller = callerOf(request)?.subject;
      return caller !== undefined && writers.wroteRecently(caller);
    },
  });
  ofRequest.set(request, consistency);
  scope.consistency = consistency;
  if (token?.cache !== undefined) scope.minimumCachePosition = token.cache;
}

/**
 * Remembers the writer and answers with the token, before the caller can come again. The position is asked for
 * although an invalidation of this request has asked for one already: that was after its own commit, and the
 * request may have committed more since, as an admin's entry of the audit log, which a replica at the earlier
 * position lacks.
 */
async function afterWrite(
  request: FastifyRequest,
  reply: FastifyReply,
  { database, tokens, writers, cachePosition }: ConsistencyOptions,
): Promise<void> {
  const cache = cachePosition?.();
  if (!database.replicated && cache === undefined) return;
  const caller = callerOf(request)?.subject;
  const [position] = await Promise.all([
    database.replicated ? positionOf(database) : undefined,
    caller === undefined ? undefined : writers.note(caller),
  ]);
  reply.header(CONSISTENCY_HEADER, tokens.write({ position, cache }));
}

/** Undefined when the database does not say, or not in time: the token then asks for the newest state. */
async function positionOf(database: Pick<Database, 'position'>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), POSITION_TIMEOUT_MS);
  });
  try {
    return await Promise.race([database.position().catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

function isRead({ method }: FastifyRequest): boolean {
  return READS.has(method);
}

/** A refused request has changed nothing; one that failed here may have, before it failed. */
function mayHaveWritten({ statusCode }: FastifyReply): boolean {
  return statusCode < 400 || statusCode >= 500;
}
