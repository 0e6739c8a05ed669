import { DeadlineExceededError, PoolExhaustedError } from '../errors/database-errors';
import type { Lent } from '../pool/borrow';
import type { CheckoutCallback, ConnectionSource } from '../pool/connection-source';
import { ReadRoute } from './read-route';
import type { ReplayMemory } from './replay-memory';
import { WeightedTurns, type Weighted } from './weighted-turns';

/** A server that reads may be sent to while it is available. */
export interface ReadServer extends ConnectionSource, Weighted {
  readonly available: boolean;
  readonly memory: Pick<ReplayMemory, 'has' | 'mayHave' | 'confirm'>;
}

/**
 * Lends connections of the available replicas in turn, by weight, to reads that they are new enough
 * for. When one cannot be reached the next is asked, and at last the primary. A replica whose pool is
 * exhausted is not a replica that failed: its error is passed on, so that a rush of reads does not move
 * to the primary.
 */
export class ReplicaRouter implements ConnectionSource {
  readonly #replicas: readonly ReadServer[];
  readonly #primary: ConnectionSource;
  readonly #turns = new WeightedTurns<ReadServer>();

  constructor(replicas: readonly ReadServer[], primary: ConnectionSource) {
    this.#replicas = replicas;
    this.#primary = primary;
  }

  checkout(done: CheckoutCallback): void {
    this.#ask(ReadRoute.current ?? new ReadRoute(), done);
  }

  #ask(route: ReadRoute, done: CheckoutCallback): void {
    const replica = route.primaryOnly ? undefined : this.#choose(route);
    route.goTo(replica);
    if (replica === undefined) return this.#primary.checkout(done);
    replica.checkout((error, client, release) => {
      if (client !== undefined && release !== undefined) {
        this.#lend(replica, { client, release }, route, done);
      } else if (isOfCaller(error)) done(error);
      else this.#ask(route, done);
    });
  }

  #lend(replica: ReadServer, lent: Lent, route: ReadRoute, done: CheckoutCallback): void {
    const { client, release } = lent;
    if (route.positions.length === 0) return done(undefined, client, release);
    void replica.memory
      .confirm(client, route.positions)
      // One that cannot say so is passed over, as one that is behind.
      .catch(() => false)
      .then((confirmed) => {
        if (confirmed) return done(undefined, client, release);
        release();
        this.#ask(route, done);
      });
  }

  /** One that is known to have what the read must see, else one that may have it by now. */
  #choose(route: ReadRoute): ReadServer | undefined {
    const open = this.#replicas.filter((one) => one.available && !route.hasTried(one));
    const { positions } = route;
    if (positions.length === 0) return this.#turns.next(open);
    return (
      this.#turns.next(open.filter(({ memory }) => memory.has(positions))) ??
      this.#turns.next(open.filter(({ memory }) => memory.mayHave(positions)))
    );
  }
}

/** A full pool and a deadline say nothing about the server; another one is not asked. */
function isOfCaller(error: Error | undefined): boolean {
  return error instanceof PoolExhaustedError || error instanceof DeadlineExceededError;
}
