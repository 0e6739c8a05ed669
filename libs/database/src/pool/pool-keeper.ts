import type { DatabaseEvents } from '../database-events';
import { PoolSizer } from './pool-sizer';
import type { ServerPool } from './server-pool';

/** A statement is ended at most this long after its limit, and a lost connection replaced as soon. */
const INTERVAL_MS = 1000;

/** The size of the pool is thought over every five seconds. */
const LOOKS_PER_SIZING = 5;

/**
 * Looks after a pool once a second: ends connections whose statement has had no answer for too long (a
 * server that is frozen, or behind a cut cable, never answers), reports connections that are not returned,
 * and opens what is missing to `size`.
 * A timer per pool costs nothing per statement.
 */
export class PoolKeeper {
  readonly #pool: ServerPool;
  readonly #isUp: () => boolean;
  readonly #sizer: PoolSizer | undefined;
  #timer: NodeJS.Timeout | undefined;
  #warming = false;
  #looks = 0;

  /** @param isUp whether it makes sense to connect; default: always. */
  constructor(pool: ServerPool, events: DatabaseEvents, isUp: () => boolean = () => true) {
    this.#pool = pool;
    const { minSize, maxSize } = pool.options;
    this.#sizer = minSize < maxSize ? new PoolSizer(pool, events) : undefined;
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
    this.#looks += 1;
    if (this.#looks % LOOKS_PER_SIZING === 0) this.#sizer?.look(now);
    if (!this.#warming && this.#isUp()) void this.#warm();
  }

  #endStuck(now: number): void {
    const { interruptAfterMs, queryTimeoutMs } = this.#pool.options;
    for (const client of this.#pool.leased) {
      const runningMs = client.runningMs(now);
      if (queryTimeoutMs > 0 && runningMs > queryTimeoutMs) client.kill();
      else if (interruptAfterMs > 0 && runningMs > interruptAfterMs) client.interrupt();
    }
  }

  async #warm(): Promise<void> {
    this.#warming = true;
    // The pool reports the failure as an event; the next look tries again.
    await this.#pool.warm().catch(() => undefined);
    this.#warming = false;
  }
}
