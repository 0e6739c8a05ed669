import type { Pool } from 'pg';
import { toConnectError } from '../errors/to-database-error';
import type { Release } from './connection-source';
import { PooledClient } from './pooled-client';
import type { ServerPoolOptions } from './server-pool-options';

/** Receives a connection that answers, with pg-pool's own release. */
export type Taken = (error: Error | undefined, client?: PooledClient, done?: Release) => void;

/**
 * Takes connections out of pg-pool and tries those that lay idle. What does not answer is closed and
 * replaced, and with it everything that was idle at that moment: whatever killed one has killed all.
 */
export class ConnectionTaker {
  readonly #pool: Pool;
  readonly #options: ServerPoolOptions;
  #staleBefore = 0;
  #suspectBefore = 0;

  constructor(pool: Pool, options: ServerPoolOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  /** Connections that are idle, being made or tried now are closed, not handed out. */
  invalidateIdle(): void {
    this.#staleBefore = performance.now();
  }

  /** What is idle now is tried before it is handed out: a connection to the same server has just been lost. */
  suspectIdle(): void {
    this.#suspectBefore = performance.now();
  }

  /** Takes a connection that answers: an idle one, else a new one. */
  take(taken: Taken): void {
    this.takeUntried((error, client, done) => {
      if (client !== undefined && done !== undefined) this.#try(client, done, taken);
      else taken(error);
    });
  }

  /** Takes an idle or new connection as it is. */
  takeUntried(taken: Taken): void {
    this.#pool.connect((error, client, done) => {
      if (client instanceof PooledClient) taken(undefined, client, done);
      else taken(toConnectError(error));
    });
  }

  #try(client: PooledClient, done: Release, taken: Taken): void {
    const { idleSince } = client;
    const isNew = idleSince === undefined;
    if (this.#isStale(client) || (!isNew && client.inUse)) {
      this.#replace(done, taken);
    } else if (!isNew && this.#mustPing(idleSince)) {
      client.ping(this.#options.pingTimeoutMs).then(
        () => (this.#isStale(client) ? this.#replace(done, taken) : taken(undefined, client, done)),
        () => this.#replaceAll(done, taken),
      );
    } else {
      taken(undefined, client, done);
    }
  }

  /** Whoever makes or tries a connection while the primary moves has one to the old primary. */
  #isStale({ idleSince, createdAt }: PooledClient): boolean {
    return (idleSince ?? createdAt) <= this.#staleBefore;
  }

  #mustPing(idleSince: number): boolean {
    if (idleSince <= this.#suspectBefore) return true;
    const { prePing, prePingIdleMs } = this.#options;
    return prePing && performance.now() - idleSince > prePingIdleMs;
  }

  #replace(done: Release, taken: Taken): void {
    done(true);
    this.take(taken);
  }

  #replaceAll(done: Release, taken: Taken): void {
    this.invalidateIdle();
    this.#replace(done, taken);
  }
}
