import { setTimeout as delay } from 'node:timers/promises';
import { RedisTimeoutError } from '../../libs/cache/src/errors';
import type { CacheStore } from '../../libs/cache/src/stores/cache-store';
import type { Entry } from '../../libs/cache/src/stores/entry';
import { Random } from './random';

/** How often what goes wrong, from 0 (never) to 1 (always). */
export interface ChaosOptions {
  /** Equal seeds give equal faults, call by call. */
  readonly seed: number;
  /** The call fails and nothing is done. */
  readonly failure: number;
  /** The call is done, and fails all the same. */
  readonly lostReply: number;
  /** Longest delay in milliseconds before and after a call. */
  readonly maxDelayMs: number;
}

/** A store that is slow, fails, and does what it says it has not done, as its seed decides. */
export class ChaosStore implements CacheStore {
  readonly #store: CacheStore;
  readonly #options: ChaosOptions;
  readonly #random: Random;
  /** Calls that failed, with or without having been done. */
  failures = 0;

  constructor(store: CacheStore, options: ChaosOptions) {
    this.#store = store;
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  get(key: string): Promise<Entry | undefined> {
    return this.#disturbed(() => this.#store.get(key));
  }

  getMany(keys: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    return this.#disturbed(() => this.#store.getMany(keys));
  }

  set(entry: Entry): Promise<void> {
    return this.#disturbed(() => this.#store.set(entry));
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#disturbed(() => this.#store.delete(keys));
  }

  deleteMatching(pattern: string): Promise<void> {
    return this.#disturbed(() => this.#store.deleteMatching(pattern));
  }

  clear(): Promise<void> {
    return this.#disturbed(() => this.#store.clear());
  }

  async #disturbed<T>(call: () => T | Promise<T>): Promise<T> {
    const { failure, lostReply, maxDelayMs } = this.#options;
    const [fails, losesReply] = [this.#random.next() < failure, this.#random.next() < lostReply];
    const [before, after] = [this.#random.next() * maxDelayMs, this.#random.next() * maxDelayMs];
    await delay(before);
    if (fails) throw this.#failed();
    const result = await call();
    await delay(after);
    if (losesReply) throw this.#failed();
    return result;
  }

  #failed(): RedisTimeoutError {
    this.failures++;
    return new RedisTimeoutError('Chaos.');
  }
}
