import type { ThrottlerStorage } from '@nestjs/throttler';
import { CacheError, type SharedCounters, type WindowCount } from '@strata/cache';
import { LocalCounts } from './local-counts';

type ThrottlerRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Counts requests in Redis, for all processes. While Redis does not answer each process counts for itself, from
 * what it last knew: a caller may then have its limit once per process, never without a limit.
 */
export class RateLimitStorage implements ThrottlerStorage {
  readonly #shared: Pick<SharedCounters, 'configured' | 'add'>;
  readonly #local = new LocalCounts();
  #countedAlone = 0;

  constructor(shared: Pick<SharedCounters, 'configured' | 'add'>) {
    this.#shared = shared;
  }

  /** Requests that were counted in this process because Redis did not answer, since the start. */
  get countedAlone(): number {
    return this.#countedAlone;
  }

  async increment(key: string, windowMs: number, limit: number): Promise<ThrottlerRecord> {
    const { count, leftMs } = await this.#count(key, windowMs);
    const seconds = Math.max(1, Math.ceil(leftMs / 1000));
    return {
      totalHits: count,
      timeToExpire: seconds,
      isBlocked: count > limit,
      timeToBlockExpire: seconds,
    };
  }

  async #count(key: string, windowMs: number): Promise<WindowCount> {
    if (!this.#shared.configured) return this.#local.add(key, windowMs);
    try {
      const counted = await this.#shared.add(key, windowMs);
      this.#local.note(key, counted);
      return counted;
    } catch (error) {
      if (!(error instanceof CacheError)) throw error;
      this.#countedAlone += 1;
      return this.#local.add(key, windowMs);
    }
  }
}
