import { LRUCache } from 'lru-cache';
import { globMatcher } from '../../coherence/glob';
import type { Clock } from '../../internal/clock';
import type { CacheStore } from '../cache-store';
import type { Entry } from '../entry';

/** Heap bytes of an entry beside its value and key, roughly. */
const ENTRY_OVERHEAD_BYTES = 160;

export interface MemoryStoreOptions {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly clock: Clock;
  /** An entry had to make room. */
  readonly onEvict?: (entry: Entry) => void;
}

/** Entries in this process, bounded in number and estimated bytes; least recently used out first. */
export class MemoryStore implements CacheStore {
  readonly #entries: LRUCache<string, Entry>;
  readonly #clock: Clock;
  readonly maxEntries: number;
  readonly maxBytes: number;

  constructor({ maxEntries, maxBytes, clock, onEvict }: MemoryStoreOptions) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    this.#clock = clock;
    this.#entries = new LRUCache({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: (entry) => ENTRY_OVERHEAD_BYTES + entry.key.length + entry.bytes,
      dispose: (entry, _key, reason) => {
        if (reason === 'evict') onEvict?.(entry);
      },
    });
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get(key: string): Entry | undefined {
    const entry = this.peek(key);
    return entry !== undefined && entry.expiresAtMs > this.#clock.now() ? entry : undefined;
  }

  /** As {@link get} without a look at the clock: the caller checks the expiry. */
  peek(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  getMany(keys: readonly string[]): readonly (Entry | undefined)[] {
    return keys.map((key) => this.get(key));
  }

  set(entry: Entry): void {
    this.#entries.set(entry.key, entry);
  }

  delete(keys: readonly string[]): void {
    for (const key of keys) this.#entries.delete(key);
  }

  deleteMatching(pattern: string): void {
    const matches = globMatcher(pattern);
    for (const key of [...this.#entries.keys()]) {
      if (matches(key)) this.#entries.delete(key);
    }
  }

  clear(): void {
    this.#entries.clear();
  }
}
