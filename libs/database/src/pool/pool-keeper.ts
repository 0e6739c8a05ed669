import type { ServerPool } from './server-pool';

/** A statement is ended at most this long after its limit, and a lost connection replaced as soon. */
const INTERVAL_MS = 1000;

/**
 * Looks after a pool once a second: ends connections whose statement has had no answer for too long (a
 * server that is frozen, or behind a cut cable, never answers), and opens what is missing to `size`.
 * A timer per pool costs nothing per statement.
 */
export class PoolKeeper {
  readonly #pool: ServerPool;
  #timer: NodeJS.Timeout | undefined;
  #warming = false;

  constructor(pool: ServerPool) {
    this.#pool = pool;
  }

  /** Starts looking, without keeping the process alive. */
  start(): void {
    this.#timer ??= setInterval(() => this.#look(), INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    this.#endStuck();
    if (!this.#warming) void this.#warm();
  }

  #endStuck(): void {
    const { queryTimeoutMs } = this.#pool.options;
    if (queryTimeoutMs === 0) return;
    const now = performance.now();
    for (const client of this.#pool.leased) {
      if (client.runningMs(now) > queryTimeoutMs) client.kill();
    }
  }

  async #warm(): Promise<void> {
    this.#warming = true;
    // The pool reports the failure as an event; the next look tries again.
    await this.#pool.warm().catch(() => undefined);
    this.#warming = false;
  }
}
