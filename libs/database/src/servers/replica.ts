import type { DatabaseEvents } from '../database-events';
import { DatabaseUnavailableError, SHUTTING_DOWN } from '../errors/database-errors';
import { toConnectError } from '../errors/to-database-error';
import type { CheckoutCallback, ConnectionSource, Release } from '../pool/connection-source';
import type { PooledClient } from '../pool/pooled-client';
import type { ServerPool } from '../pool/server-pool';

const MAX_COOL_DOWN_MS = 30_000;

/**
 * One replica: its pool, and whether it gets reads. A connection that cannot be made, or breaks in use,
 * takes it out. While it is out it is tried in the background, so that no caller waits for it.
 */
export class Replica implements ConnectionSource {
  readonly pool: ServerPool;
  readonly #events: DatabaseEvents;
  readonly #coolDownMs: number;
  #restMs: number;
  #retry: NodeJS.Timeout | undefined;
  #available = true;
  #stopped = false;

  constructor(pool: ServerPool, coolDownMs: number, events: DatabaseEvents) {
    this.pool = pool;
    this.#coolDownMs = coolDownMs;
    this.#restMs = coolDownMs;
    this.#events = events;
  }

  get available(): boolean {
    return this.#available;
  }

  checkout(done: CheckoutCallback): void {
    this.pool.checkout((error, client, release) => {
      if (client !== undefined && release !== undefined) {
        done(undefined, client, this.#watched(client, release));
      } else {
        if (isFailure(error)) this.takeOut(error);
        done(error);
      }
    });
  }

  /** Gives it no reads until it answers again. */
  takeOut(error: unknown): void {
    if (!this.#available || this.#stopped) return;
    this.#available = false;
    this.pool.invalidateIdle();
    const { reason } = toConnectError(error);
    this.#events.emit('replica_down', { server: this.pool.options.server, reason });
    this.#retryLater();
  }

  /** Opens its connections, or takes it out. */
  async open(): Promise<void> {
    try {
      await this.pool.warm();
    } catch (error) {
      this.takeOut(error);
    }
  }

  /** Ends the attempts to reach it. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
  }

  #watched(client: PooledClient, release: Release): Release {
    return (error) => {
      release(error);
      if (client.failure !== undefined) this.takeOut(client.failure);
    };
  }

  #retryLater(): void {
    if (this.#stopped) return;
    this.#retry = setTimeout(() => this.#probe(), this.#restMs).unref();
    this.#restMs = Math.min(this.#restMs * 2, MAX_COOL_DOWN_MS);
  }

  #probe(): void {
    this.pool.checkout((_error, client, release) => {
      if (client === undefined || release === undefined) return this.#retryLater();
      client.ping(this.pool.options.pingTimeoutMs).then(
        () => this.#takeIn(release),
        () => {
          release(true);
          this.#retryLater();
        },
      );
    });
  }

  #takeIn(release: Release): void {
    release();
    this.#available = true;
    this.#restMs = this.#coolDownMs;
    this.#events.emit('replica_up', { server: this.pool.options.server });
  }
}

/** An exhausted pool and our own shutdown say nothing about the server. */
function isFailure(error: Error | undefined): boolean {
  return error instanceof DatabaseUnavailableError && error.reason !== SHUTTING_DOWN;
}
