import { PoolExhaustedError } from '../errors/database-errors';
import type { CheckoutCallback } from './connection-source';

/** A caller that has asked for a connection. */
export interface Waiter {
  /** By `performance.now()`. */
  readonly startedAt: number;
  readonly done: CheckoutCallback;
}

/** Called with a waiter that gets no connection. */
export type Refuse = (waiter: Waiter, error: Error) => void;

export interface WaitQueueOptions {
  readonly server: string;
  readonly maxWaiting: number;
  readonly timeoutMs: number;
}

/** Callers in the order in which they came, each for a bounded time, and boundedly many. */
export class WaitQueue {
  readonly #options: WaitQueueOptions;
  readonly #refuse: Refuse;
  readonly #timers = new Map<Waiter, NodeJS.Timeout>();

  constructor(options: WaitQueueOptions, refuse: Refuse) {
    this.#options = options;
    this.#refuse = refuse;
  }

  get size(): number {
    return this.#timers.size;
  }

  /** Puts `waiter` last, or refuses it when the queue is full. */
  add(waiter: Waiter): void {
    const { maxWaiting, timeoutMs, server } = this.#options;
    if (this.size >= maxWaiting) {
      this.#refuse(
        waiter,
        new PoolExhaustedError(server, `${maxWaiting} callers are waiting already`),
      );
      return;
    }
    this.#timers.set(
      waiter,
      setTimeout(() => this.#expire(waiter), timeoutMs),
    );
  }

  /** Takes the waiter that came first. */
  shift(): Waiter | undefined {
    const [first] = this.#timers.keys();
    if (first !== undefined) this.#remove(first);
    return first;
  }

  /** Refuses everybody. */
  clear(error: Error): void {
    for (let waiter = this.shift(); waiter !== undefined; waiter = this.shift()) {
      this.#refuse(waiter, error);
    }
  }

  #expire(waiter: Waiter): void {
    const { server, timeoutMs } = this.#options;
    this.#remove(waiter);
    this.#refuse(waiter, new PoolExhaustedError(server, `none became free within ${timeoutMs} ms`));
  }

  #remove(waiter: Waiter): void {
    clearTimeout(this.#timers.get(waiter));
    this.#timers.delete(waiter);
  }
}
