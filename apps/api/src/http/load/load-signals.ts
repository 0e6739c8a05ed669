import type { DatabaseEvents, DatabaseStatus } from '@strata/database';

const SAMPLE_INTERVAL_MS = 20;
const SAMPLES_PER_WINDOW = 5;

/** Beyond it the process has more to do than time: what memory answers would wait for the rest. */
const MAX_LOOP_DELAY_MS = 20;
/** Beyond it requests wait for connections that others hold. */
const MAX_CHECKOUT_WAIT_MS = 50;

/** What {@link LoadSignals} tells. */
export interface LoadListener {
  /** Every 20 ms, or as soon after as the event loop gets to it; with the time since the last one. */
  sampled(elapsedMs: number): void;
  /** Every 100 ms: whether requests were delayed, all through this time, by the event loop or by the pool. */
  windowEnded(delayed: boolean): void;
}

/** Measures how late the event loop is, and how long requests wait for connections to the database. */
export class LoadSignals {
  readonly #database: Pick<DatabaseStatus, 'servers'>;
  #timer: NodeJS.Timeout | undefined;
  #sampledAtMs = 0;
  #samples = 0;
  #leastLoopDelayMs = Infinity;
  #checkouts = 0;
  #checkoutWaitMs = 0;

  constructor(events: Pick<DatabaseEvents, 'on'>, database: Pick<DatabaseStatus, 'servers'>) {
    this.#database = database;
    const waited = ({ waitMs }: { readonly waitMs: number }): void => {
      this.#checkouts += 1;
      this.#checkoutWaitMs += waitMs;
    };
    events.on('checkout', waited);
    events.on('checkout_failed', waited);
  }

  /** Begins to tell the listener; does not keep the process alive. */
  start(listener: LoadListener): void {
    this.#sampledAtMs = performance.now();
    this.#timer = setInterval(() => this.#sample(listener), SAMPLE_INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(listener: LoadListener): void {
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.#sampledAtMs;
    this.#sampledAtMs = nowMs;
    this.#leastLoopDelayMs = Math.min(this.#leastLoopDelayMs, elapsedMs - SAMPLE_INTERVAL_MS);
    this.#samples += 1;
    if (this.#samples === SAMPLES_PER_WINDOW) {
      listener.windowEnded(this.#delayed());
      this.#samples = this.#checkouts = this.#checkoutWaitMs = 0;
      this.#leastLoopDelayMs = Infinity;
    }
    listener.sampled(elapsedMs);
  }

  #delayed(): boolean {
    return this.#leastLoopDelayMs > MAX_LOOP_DELAY_MS || this.#waitsForConnections();
  }

  #waitsForConnections(): boolean {
    if (this.#checkouts > 0) return this.#checkoutWaitMs / this.#checkouts > MAX_CHECKOUT_WAIT_MS;
    // Nobody got a connection in all this time: whoever waits has done so for as long.
    return this.#database.servers().some(({ waiting }) => waiting > 0);
  }
}
