import type { FastifyInstance } from 'fastify';
import type { Draining } from '@strata/health';

/** Tells clients that keep their connections open to make new ones, elsewhere, once the process is to end. */
export function attachDraining(
  instance: FastifyInstance,
  draining: Pick<Draining, 'active'>,
): void {
  instance.addHook('onRequest', (_request, reply, done) => {
    if (draining.active) reply.header('connection', 'close');
    done();
  });
}
