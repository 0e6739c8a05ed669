import type { Clock } from './clock';

interface Guarded {
  readonly deadline: number;
  /** undefined once settled. */
  expire: (() => void) | undefined;
}

/**
 * One timeout for many promises, with one timer for all of them.
 *
 * A reply that lies in the socket while the event loop was busy is not late: when the timer fires,
 * one turn of the loop is let pass before anything is declared expired.
 */
export class Deadlines {
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #queue = new Set<Guarded>();
  #scheduled = false;

  constructor(timeoutMs: number, clock: Clock) {
    this.#timeoutMs = timeoutMs;
    this.#clock = clock;
  }

  /** How many promises are under guard. */
  get size(): number {
    return this.#queue.size;
  }

  /** Settles as `promise` does, or rejects with what `late` makes when the time is over. */
  guard<T>(promise: Promise<T>, late: () => Error): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const guarded: Guarded = {
        deadline: this.#clock.now() + this.#timeoutMs,
        expire: () => reject(late()),
      };
      this.#queue.add(guarded);
      if (!this.#scheduled) this.#schedule(this.#timeoutMs);
      promise.then(
        (value) => {
          this.#settle(guarded);
          resolve(value);
        },
        (error: Error) => {
          this.#settle(guarded);
          reject(error);
        },
      );
    });
  }

  #settle(guarded: Guarded): void {
    guarded.expire = undefined;
    this.#queue.delete(guarded);
  }

  #schedule(delayMs: number): void {
    this.#scheduled = true;
    setTimeout(() => setImmediate(() => this.#expireDue()), Math.max(1, delayMs)).unref();
  }

  /** In the order of the deadlines, which is the order of the guards. */
  #expireDue(): void {
    this.#scheduled = false;
    const now = this.#clock.now();
    for (const guarded of this.#queue) {
      if (guarded.deadline > now) {
        this.#schedule(guarded.deadline - now);
        return;
      }
      this.#queue.delete(guarded);
      guarded.expire?.();
    }
  }
}
