import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The requests that have not been answered yet, and whose client waits. */
@Injectable()
export class RequestsInFlight {
  readonly #requests = new Set<FastifyRequest>();

  /** Watches every request from now on, but for those that are answered as soon as they are here. */
  attach(instance: FastifyInstance): void {
    instance.addHook('preParsing', (request, reply, _payload, done) => {
      this.#requests.add(request);
      // Fastify's own hook is not called for a client that has gone: the answer never goes out.
      reply.raw.on('close', () => this.#requests.delete(request));
      done();
    });
  }

  /** Watches a request that has got past the hooks, until `ended`, which must not reject. */
  watch(request: FastifyRequest, ended: Promise<unknown>): void {
    this.#requests.add(request);
    void ended.then(() => this.#requests.delete(request));
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
