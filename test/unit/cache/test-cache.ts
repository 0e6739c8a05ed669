import { CacheEvents, type CacheOptions, CacheService, type LoadContext } from '@strata/cache';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';

/** A cache without Redis; the test's fake timers are its clock. */
export function openCache(options: CacheOptions = {}) {
  const events = new CacheEvents();
  const cache = new CacheService(new CacheRuntime(options, events));
  const told: string[] = [];
  events.on('stale', ({ reason }) => told.push(`stale: ${reason}`));
  events.on('refresh', ({ failed }) => told.push(failed ? 'refresh failed' : 'refreshed'));
  events.on('error', ({ operation }) => told.push(`error: ${operation}`));
  return { cache, told };
}

/** A loader whose answers the test gives, one a call, in the order of the calls. */
export class TestLoader<T> {
  readonly contexts: LoadContext[] = [];
  readonly #answers: { resolve: (value: T) => void; reject: (error: Error) => void }[] = [];

  readonly load = (context: LoadContext): Promise<T> => {
    this.contexts.push(context);
    return new Promise<T>((resolve, reject) => this.#answers.push({ resolve, reject }));
  };

  get calls(): number {
    return this.contexts.length;
  }

  /** The oldest call that is still open gets its value. */
  async give(value: T): Promise<void> {
    this.#next().resolve(value);
    await passSeconds(0);
  }

  async fail(message = 'database down'): Promise<void> {
    this.#next().reject(new Error(message));
    await passSeconds(0);
  }

  #next() {
    const next = this.#answers.shift();
    if (next === undefined) throw new Error('the loader was not called');
    return next;
  }
}

/** Lets time pass, and everything happen that is due meanwhile. */
export async function passSeconds(seconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(seconds * 1_000);
}
