import type { ServerPool } from './server-pool';

/** A statement is ended at most this long after its limit, and a lost connection replaced as soon. */
const INTERVAL_MS = 1000;

/**
 * Looks after a pool once a second: ends connections whose statement has had no answer for too long (a
 * server that is frozen, or behind a cut cable, never answers), reports connections that are not returned,
 * and opens what is missing to `size`.
 * A timer per pool costs nothing per statement.
 */
export class PoolKeeper {
  readonly #pool: ServerPool;
  readonly #isUp: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #warming = false;

  /** @param isUp whether it makes sense to connect; default: always. */
  constructor(pool: ServerPool, isUp: () => boolean = () => true) {
    this.#pool = pool;
    this.#isUp = isUp;
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
    const now = performance.now();
    this.#endStuck(now);
    this.#pool.reportLeaks(now);
    if (!this.#warming && this.#isUp()) void this.#warm();
  }

  #endStuck(now: number): void {
    const { queryTimeoutMs } = this.#pool.options;
    if (queryTimeoutMs === 0) return;
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
