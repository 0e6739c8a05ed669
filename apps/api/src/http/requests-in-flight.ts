import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The requests that have not been answered yet. */
@Injectable()
export class RequestsInFlight {
  readonly #requests = new Set<FastifyRequest>();

  /** Watches every request from now on. */
  attach(instance: FastifyInstance): void {
    instance.addHook('onRequest', (request, _reply, done) => {
      this.#requests.add(request);
      done();
    });
    // Fastify calls it for requests whose client has gone as well: a response always ends.
    instance.addHook('onResponse', (request, _reply, done) => {
      this.#requests.delete(request);
      done();
    });
  }

  get count(): number {
    return this.#requests.size;
  }

  /** `GET /api/users/:id` for each of them. */
  routes(): string[] {
    return [...this.#requests].map(
      ({ method, routeOptions }) => `${method} ${routeOptions.url ?? 'unmatched'}`,
    );
  }
}
