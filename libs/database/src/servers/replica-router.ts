import { PoolExhaustedError } from '../errors/database-errors';
import type { CheckoutCallback, ConnectionSource } from '../pool/connection-source';

/** A server that reads may be sent to while it is available. */
export interface ReadServer extends ConnectionSource {
  readonly available: boolean;
}

/**
 * Lends connections of the available replicas in turn. When one cannot be reached the next is asked,
 * and at last the primary. A replica whose pool is exhausted is not a replica that failed: its error is
 * passed on, so that a rush of reads does not move to the primary.
 */
export class ReplicaRouter implements ConnectionSource {
  readonly #replicas: readonly ReadServer[];
  readonly #primary: ConnectionSource;
  #next = 0;

  constructor(replicas: readonly ReadServer[], primary: ConnectionSource) {
    this.#replicas = replicas;
    this.#primary = primary;
  }

  checkout(done: CheckoutCallback): void {
    this.#ask(this.#inTurn(), done);
  }

  #ask([first, ...others]: readonly ReadServer[], done: CheckoutCallback): void {
    if (first === undefined) return this.#primary.checkout(done);
    first.checkout((error, client, release) => {
      if (error === undefined) done(undefined, client, release);
      else if (error instanceof PoolExhaustedError) done(error);
      else this.#ask(others, done);
    });
  }

  #inTurn(): ReadServer[] {
    const start = this.#next++ % this.#replicas.length;
    const turned = [...this.#replicas.slice(start), ...this.#replicas.slice(0, start)];
    return turned.filter((replica) => replica.available);
  }
}
