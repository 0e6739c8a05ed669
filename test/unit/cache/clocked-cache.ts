import { CacheEvents, type CacheOptions, CacheService } from '@strata/cache';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';

class TestClock {
  #nowMs = 1_000;

  now(): number {
    return this.#nowMs;
  }

  wallTime(): number {
    return this.#nowMs;
  }

  advanceSeconds(seconds: number): void {
    this.#nowMs += seconds * 1_000;
  }
}

/** A cache without Redis, whose time passes when the test says so. */
export function openClocked(options: CacheOptions = {}) {
  const clock = new TestClock();
  const events = new CacheEvents();
  const cache = new CacheService(new CacheRuntime(options, events, clock));
  return { cache, clock, events };
}

/** A loader whose answers the test gives, one a call. */
export function controlled<T>() {
  const answers: { resolve: (value: T) => void; reject: (error: Error) => void }[] = [];
  const load = (): Promise<T> =>
    new Promise<T>((resolve, reject) => answers.push({ resolve, reject }));
  return { load, answers };
}

/** A loader that counts its calls. */
export function counting() {
  const state = { calls: 0, load: () => ++state.calls };
  return state;
}
