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
  /** Each with what ends the watch over its time. */
  readonly #waiting = new Map<Waiter, () => void>();

  constructor(options: WaitQueueOptions, refuse: Refuse) {
    this.#options = options;
    this.#refuse = refuse;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Puts the caller last, or refuses it when the queue is full. It waits until its deadline, or until it goes away. */
  add(waiter: Waiter): void {
    const { maxWaiting, server } = this.#options;
    if (this.size >= maxWaiting) {
      const error = new PoolExhaustedError(server, `${maxWaiting} callers are waiting already`);
      this.#refuse(waiter, error);
      return;
    }
    if (waiter.borrower.deadline?.signal.aborted === true)
      this.#refuse(waiter, new DeadlineExceededError());
    else this.#waiting.set(waiter, this.#watch(waiter));
  }

  /** Takes the waiter that came first. */
  shift(): Waiter | undefined {
    const [waiter] = this.#waiting.keys();
    if (waiter !== undefined) this.#remove(waiter);
    return waiter;
  }

  /** Refuses everybody. */
  clear(error: Error): void {
    for (const waiter of this.#waiting.keys()) {
      this.#remove(waiter);
      this.#refuse(waiter, error);
    }
  }

  #watch(waiter: Waiter): () => void {
    const { startedAt, deadline } = waiter.borrower;
    const endsAt = Math.min(startedAt + this.#options.timeoutMs, deadline?.expiresAtMs ?? Infinity);
    const leftMs = Math.max(0, endsAt - performance.now());
    const timer = setTimeout(() => this.#expire(waiter), leftMs);
    const leave = (): void => this.#leave(waiter);
    deadline?.signal.addEventListener('abort', leave);
    return () => {
      clearTimeout(timer);
      deadline?.signal.removeEventListener('abort', leave);
    };
  }

  #leave(waiter: Waiter): void {
    this.#remove(waiter);
    this.#refuse(waiter, new DeadlineExceededError());
  }

  #expire(waiter: Waiter): void {
    const { server, timeoutMs } = this.#options;
    const { startedAt, deadline } = waiter.borrower;
    if (deadline !== undefined && deadline.expiresAtMs < startedAt + timeoutMs)
      return this.#leave(waiter);
    this.#remove(waiter);
    this.#refuse(waiter, new PoolExhaustedError(server, `none became free within ${timeoutMs} ms`));
  }

  #remove(waiter: Waiter): void {
    this.#waiting.get(waiter)?.();
    this.#waiting.delete(waiter);
  }
}
