import { deferred } from '../../../internal/deferred';
import type { LoadEnd } from './lease-keys';

/**
 * Why a wait for another process's load is over. expired: the lease may have run out. lost: Redis
 * does not answer, so that nobody would tell.
 */
export type WaitEnd = LoadEnd | 'expired' | 'lost';

/** Waits for the load of another process. */
export class Waiter {
  readonly key: string;
  readonly #ended = deferred<WaitEnd>();
  readonly #onLeave: () => void;
  /** How long the holder's lease lasts if it is not renewed. */
  remainingMs = 0;

  constructor(key: string, onLeave: () => void) {
    this.key = key;
    this.#onLeave = onLeave;
  }

  end(end: WaitEnd): void {
    this.#ended.resolve(end);
  }

  leave(): void {
    this.#onLeave();
  }

  /** `expired` after the lease's rest or the limit, whichever is shorter. */
  async wait(limitMs: number): Promise<WaitEnd> {
    const restMs = Math.min(this.remainingMs, limitMs) + 1;
    const timer = setTimeout(() => this.end('expired'), restMs).unref();
    try {
      return await this.#ended.promise;
    } finally {
      clearTimeout(timer);
      this.leave();
    }
  }
}

/** Who waits in this process, by key. */
export class Waiters {
  readonly #byKey = new Map<string, Set<Waiter>>();

  /** A key that is waited for, if there is any. */
  get some(): string | undefined {
    return this.#byKey.keys().next().value;
  }

  add(key: string): Waiter {
    const waiters = this.#byKey.get(key) ?? new Set();
    const waiter = new Waiter(key, () => this.#remove(waiter));
    this.#byKey.set(key, waiters.add(waiter));
    return waiter;
  }

  wake(key: string, end: WaitEnd): void {
    this.#byKey.get(key)?.forEach((waiter) => waiter.end(end));
  }

  wakeAll(end: WaitEnd): void {
    for (const key of this.#byKey.keys()) this.wake(key, end);
  }

  #remove(waiter: Waiter): void {
    const waiters = this.#byKey.get(waiter.key);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#byKey.delete(waiter.key);
  }
}
