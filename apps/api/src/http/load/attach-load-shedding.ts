import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '@strata/errors';
import { PROBLEM_MEDIA_TYPE, toProblemDetails } from '../problem-details';
import type { LoadShedder, Turn } from './load-shedder';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the request takes one of the places that {@link LoadShedder} gives. */
    holdsPlace: boolean;
  }
}

/** Whoever looks after a process under load must reach it; what no route answers costs next to nothing. */
const ALWAYS_SERVED = /^\/(?:health|metrics|admin|docs|openapi\.json)(?:$|[/-])/;

/** Made once: an error takes note of the calls that led to it. */
const OVERLOADED = new AppError('OVERLOADED', { retryAfterSeconds: 1 });

/**
 * Has requests wait for their turn, or be refused. Belongs after what answers from memory, and before everything
 * that waits for others: a slow body is read before.
 */
export function attachLoadShedding(instance: FastifyInstance, shedder: LoadShedder): void {
  instance.decorateRequest('holdsPlace', false);
  instance.addHook('preHandler', (request, reply, done) => {
    if (isAlwaysServed(request)) done();
    else shedder.enter(turnOf(request, reply, done));
  });
  // A client that reads slowly holds no place; for one that has gone the work goes on, and holds its place.
  instance.addHook('onSend', (request, _reply, payload, done) => {
    if (request.holdsPlace) {
      request.holdsPlace = false;
      shedder.leave();
    }
    done(null, payload);
  });
}

function isAlwaysServed({ routeOptions: { url } }: FastifyRequest): boolean {
  return url === undefined || ALWAYS_SERVED.test(url);
}

function turnOf(request: FastifyRequest, reply: FastifyReply, done: () => void): Turn {
  return {
    get gone() {
      return reply.raw.destroyed;
    },
    run() {
      request.holdsPlace = true;
      done();
    },
    refuse() {
      refuse(request, reply);
    },
  };
}

/** As every problem is answered, but without a line in the log of failures: there are thousands of them. */
function refuse(request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .status(OVERLOADED.status)
    .header('cache-control', 'no-store')
    .header('retry-after', String(OVERLOADED.retryAfterSeconds))
    .type(PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(toProblemDetails(OVERLOADED, request.url, request.id));
}
