import { LRUCache } from 'lru-cache';
import type { WindowCount } from '@strata/cache';

/** Beyond it, who has not asked for longest is forgotten. */
const MAX_COUNTS = 100_000;

interface Window {
  count: number;
  readonly endsAtMs: number;
}

/** Counts of this process: all there is without Redis, and what goes on while Redis is away. */
export class LocalCounts {
  readonly #windows = new LRUCache<string, Window>({ max: MAX_COUNTS });

  /** Adds one to a counter, whose window begins with its first count. */
  add(key: string, windowMs: number): WindowCount {
    const nowMs = performance.now();
    const window = this.#windows.get(key);
    if (window === undefined || window.endsAtMs <= nowMs) {
      this.note(key, { count: 1, leftMs: windowMs });
      return { count: 1, leftMs: windowMs };
    }
    window.count += 1;
    return { count: window.count, leftMs: window.endsAtMs - nowMs };
  }

  /** Takes over a count that was made elsewhere, to go on from it. */
  note(key: string, { count, leftMs }: WindowCount): void {
    this.#windows.set(key, { count, endsAtMs: performance.now() + leftMs });
  }
}
