import { DeadlineExceededError, PoolExhaustedError } from '../errors/database-errors';
import type { Borrower } from './borrower';
import type { CheckoutCallback } from './connection-source';

/** A caller that has asked for a connection. */
export interface Waiter {
  readonly borrower: Borrower;
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

  /** Puts the caller last, or refuses it when the queue is full. It waits no longer than its deadline. */
  add(waiter: Waiter): void {
    const { maxWaiting, timeoutMs, server } = this.#options;
    if (this.size >= maxWaiting) {
      const error = new PoolExhaustedError(server, `${maxWaiting} callers are waiting already`);
      this.#refuse(waiter, error);
      return;
    }
    const { startedAt, deadline } = waiter.borrower;
    const endsAt = Math.min(startedAt + timeoutMs, deadline?.expiresAtMs ?? Infinity);
    const leftMs = Math.max(0, endsAt - performance.now());
    this.#timers.set(
      waiter,
      setTimeout(() => this.#expire(waiter), leftMs),
    );
  }

  /** Takes the waiter that came first; those for whom nobody waits any more are refused. */
  shift(): Waiter | undefined {
    for (const waiter of this.#timers.keys()) {
      this.#remove(waiter);
      if (waiter.borrower.deadline?.signal.aborted !== true) return waiter;
      this.#refuse(waiter, new DeadlineExceededError());
    }
    return undefined;
  }

  /** Refuses everybody. */
  clear(error: Error): void {
    for (const waiter of this.#timers.keys()) {
      this.#remove(waiter);
      this.#refuse(waiter, error);
    }
  }

  #expire(waiter: Waiter): void {
    const { server, timeoutMs } = this.#options;
    const { startedAt, deadline } = waiter.borrower;
    this.#remove(waiter);
    if (deadline !== undefined && deadline.expiresAtMs < startedAt + timeoutMs)
      return this.#refuse(waiter, new DeadlineExceededError());
    this.#refuse(waiter, new PoolExhaustedError(server, `none became free within ${timeoutMs} ms`));
  }

  #remove(waiter: Waiter): void {
    clearTimeout(this.#timers.get(waiter));
    this.#timers.delete(waiter);
  }
}
