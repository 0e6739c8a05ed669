import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { AppError } from '@strata/errors';
import { answerUnparsableRequest, serverLimits, type ArrivalLimits } from './adapter';

/** What whoever looks after the process asks for. */
const SERVED = /^\/(?:metrics$|health(?:\/|$))/;

/** Where and how the port listens. */
export interface ManagementPortOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Default: those of the main port. */
  readonly arrival?: ArrivalLimits;
}

/**
 * A second port, on which the application answers probes and the metrics' scrape alone. Of the connections that come
 * to a port Node takes one in each turn of the event loop: a probe's waits behind all that came to the main port
 * before it, and here behind nobody's.
 */
@Injectable()
export class ManagementPort {
  readonly #requests = new WeakSet<IncomingMessage>();
  #server: Server | undefined;

  /** Hides everything else from those who come by this port. Belongs before whatever answers. */
  attach(instance: FastifyInstance): void {
    instance.addHook('onRequest', (request, _reply, done) => {
      const isServed = SERVED.test(request.routeOptions.url ?? '');
      done(this.#requests.has(request.raw) && !isServed ? new AppError('NOT_FOUND') : undefined);
    });
  }

  /**
   * Listens until {@link close}, also while the main port is being closed and after.
   * @returns the port
   * @throws Error with a `code` (`EADDRINUSE`) when it cannot
   */
  async listen(instance: FastifyInstance, options: ManagementPortOptions): Promise<number> {
    const { host, port, arrival } = options;
    const server = createServer(serverLimits(arrival), (request, response) => {
      this.#requests.add(request);
      instance.routing(request, response);
    });
    server.on('clientError', answerUnparsableRequest);
    await once(server.listen(port, host), 'listening');
    this.#server = server;
    // Of a server that listens on a port.
    return (server.address() as AddressInfo).port;
  }

  /** A port that does not listen is left alone. */
  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}
