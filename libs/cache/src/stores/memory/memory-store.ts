import { globMatcher } from '../../coherence/glob';
import type { Clock } from '../../internal/clock';
import type { CacheStore } from '../cache-store';
import type { Entry } from '../entry';
import { S3Fifo } from './s3-fifo';

/** Entries that each addition looks at for having expired: more than it adds, so that the dead cannot gather. */
const SWEPT_PER_SET = 2;

export interface MemoryStoreOptions {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly clock: Clock;
  /** An entry had to make room, or was too large to be let in. */
  readonly onEvict?: (entry: Entry) => void;
}

/** Entries in this process, bounded in number and estimated bytes; {@link S3Fifo} says which ones stay. */
export class MemoryStore implements CacheStore {
  readonly #entries = new Map<string, Entry>();
  /** Goes round and round over the entries, a few steps at a time. */
  #sweep = this.#entries.values();
  readonly #policy: S3Fifo;
  readonly #clock: Clock;
  readonly #onEvict: ((entry: Entry) => void) | undefined;
  readonly maxEntries: number;
  readonly maxBytes: number;

  constructor({ maxEntries, maxBytes, clock, onEvict }: MemoryStoreOptions) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    this.#clock = clock;
    this.#onEvict = onEvict;
    this.#policy = new S3Fifo({ maxEntries, maxBytes });
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#policy.bytes;
  }

  get(key: string): Entry | undefined {
    const entry = this.peek(key);
    return entry !== undefined && entry.uselessAtMs > this.#clock.now() ? entry : undefined;
  }

  /** As {@link get} without a look at the clock: the caller checks the expiry. */
  peek(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#policy.use(entry);
    return entry;
  }

  getMany(keys: readonly string[]): readonly (Entry | undefined)[] {
    return keys.map((key) => this.get(key));
  }

  /** An entry of more than a tenth of `maxBytes` is not kept: it would turn out too much else. */
  set(entry: Entry): void {
    const now = this.#clock.now();
    this.#sweepSome(now);
    if (entry.heapBytes > this.#policy.maxEntryBytes) {
      this.#remove(this.#entries.get(entry.key));
      this.#onEvict?.(entry);
      return;
    }
    this.#put(entry);
    while (this.#policy.overfull) this.#evict(now);
  }

  /** Counts `bytes` more for the entry of `key`, if it still holds `value`: for what is kept beside the value. */
  grow(key: string, value: unknown, bytes: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.value !== value) return;
    entry.queue?.grow(entry, bytes);
    while (this.#policy.overfull) this.#evict(this.#clock.now());
  }

  /** Every entry, expired ones too. */
  entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  delete(keys: readonly string[]): void {
    for (const key of keys) this.#remove(this.#entries.get(key));
  }

  deleteMatching(pattern: string): void {
    const matches = globMatcher(pattern);
    for (const entry of this.#entries.values()) {
      if (matches(entry.key)) this.#remove(entry);
    }
  }

  clear(): void {
    for (const entry of this.#entries.values()) this.#remove(entry);
    this.#policy.clear();
  }

  #put(entry: Entry): void {
    const old = this.#entries.get(entry.key);
    if (old === undefined) this.#policy.add(entry);
    else this.#policy.replace(old, entry);
    this.#entries.set(entry.key, entry);
  }

  #evict(now: number): void {
    const entry = this.#policy.evict(now);
    if (entry === undefined) return;
    this.#entries.delete(entry.key);
    this.#onEvict?.(entry);
  }

  #remove(entry: Entry | undefined): void {
    if (entry === undefined) return;
    this.#entries.delete(entry.key);
    this.#policy.remove(entry);
  }

  #sweepSome(now: number): void {
    for (let swept = 0; swept < SWEPT_PER_SET; swept++) {
      const { value: entry, done } = this.#sweep.next();
      if (done === true) {
        this.#sweep = this.#entries.values();
        return;
      }
      if (entry.uselessAtMs <= now) this.#remove(entry);
    }
  }
}
