import type { LoadListener } from './load-signals';

const START_LIMIT = 64;
const MIN_LIMIT = 16;
const MAX_LIMIT = 1024;
/** Less at each sign of delay, more while requests wait without one. */
const DECREASE = 0.8;
const INCREASE = 1.1;
/** Beyond it a request is refused at once: what waits takes memory. */
const MAX_WAITING = 5000;
/** A longer stop of the event loop counts as one of this length, unless it follows another. */
const MAX_STEP_MS = 100;

/** A request that asks to be served. */
export interface Turn {
  /** Whether its client has gone, so that it needs no answer. */
  readonly gone: boolean;
  /** Serves it; {@link LoadShedder.leave} is called once it has been answered. */
  run(): void;
  refuse(): void;
}

/**
 * Serves as many requests at a time as event loop and pool bear without delay, has the others wait in the order in
 * which they came, and refuses those whose turn does not come in time. Between refusing at once and never it takes
 * the middle: whoever is refused at once asks again at once, and refusing is work too.
 */
export class LoadShedder implements LoadListener {
  readonly #maxWaitMs: number;
  readonly #waiting = new Map<Turn, number>();
  #nowMs = 0;
  #lastStepMs = 0;
  #limit = START_LIMIT;
  #running = 0;
  #refused = 0;
  #serving = false;
  /** Since the window began. */
  #left = 0;
  #hasWaited = false;

  /** @param maxWaitMs how long a request waits for its turn */
  constructor(maxWaitMs: number) {
    this.#maxWaitMs = maxWaitMs;
  }

  /** Requests served at a time, now. */
  get limit(): number {
    return this.#limit;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Requests refused since the start. */
  get refused(): number {
    return this.#refused;
  }

  enter(turn: Turn): void {
    if (this.#waiting.size >= MAX_WAITING) return this.#refuse(turn);
    this.#waiting.set(turn, this.#nowMs);
    this.#serve();
    if (this.#waiting.size > 0) this.#hasWaited = true;
  }

  /** A request that was served has been answered. */
  leave(): void {
    this.#running -= 1;
    this.#left += 1;
    this.#serve();
  }

  /**
   * Refuses who has waited for too long. What stopped everybody once was nobody's wait: whose turn comes now is
   * served. Long turns one after another are how long it takes here, and are waited for.
   */
  sampled(elapsedMs: number): void {
    this.#nowMs += Math.min(elapsedMs, Math.max(MAX_STEP_MS, this.#lastStepMs));
    this.#lastStepMs = elapsedMs;
    this.#serve();
    const since = this.#nowMs - this.#maxWaitMs;
    for (const [turn, enteredAtMs] of this.#waiting) {
      if (enteredAtMs > since) return;
      this.#waiting.delete(turn);
      this.#refuse(turn);
    }
  }

  windowEnded(delayed: boolean): void {
    // Where nothing is answered at all, more at a time would only make it more that is not.
    const mayGrow = this.#hasWaited && this.#left > 0;
    if (delayed) this.#limit = Math.max(MIN_LIMIT, Math.floor(this.#limit * DECREASE));
    else if (mayGrow) this.#limit = Math.min(MAX_LIMIT, Math.ceil(this.#limit * INCREASE));
    this.#left = 0;
    this.#hasWaited = this.#waiting.size > 0;
  }

  /** One loop for all: requests that are answered at once would otherwise call each other, as many as wait. */
  #serve(): void {
    if (this.#serving) return;
    this.#serving = true;
    for (const turn of this.#waiting.keys()) {
      if (this.#running >= this.#limit) break;
      this.#waiting.delete(turn);
      if (turn.gone) continue;
      this.#running += 1;
      turn.run();
    }
    this.#serving = false;
  }

  #refuse(turn: Turn): void {
    if (turn.gone) return;
    this.#refused += 1;
    turn.refuse();
  }
}
