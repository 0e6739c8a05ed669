import type { Coherence } from '../../coherence/coherence';
import type { Clock } from '../../internal/clock';
import type { CacheStore } from '../cache-store';
import type { Entry } from '../entry';
import type { MemoryStore } from '../memory/memory-store';

/** Which tier answered. */
export type Tier = 'memory' | 'redis';

export interface Found {
  readonly entry: Entry;
  readonly tier: Tier;
}

export interface TieredStoreOptions {
  readonly memory: MemoryStore;
  /** Absent: memory alone. */
  readonly remote?: CacheStore | undefined;
  readonly coherence: Coherence;
  readonly clock: Clock;
  /** The remote store failed; the entry counts as missing. */
  readonly onError: (operation: string, error: unknown) => void;
}

/**
 * Memory before Redis. It gives back only entries that no invalidation known here has voided, and
 * only while that knowledge is fresh enough. A failing Redis is a miss.
 */
export class TieredStore implements CacheStore {
  readonly #memory: MemoryStore;
  readonly #remote: CacheStore | undefined;
  readonly #coherence: Coherence;
  readonly #clock: Clock;
  readonly #onError: (operation: string, error: unknown) => void;

  constructor({ memory, remote, coherence, clock, onError }: TieredStoreOptions) {
    this.#memory = memory;
    this.#remote = remote;
    this.#coherence = coherence;
    this.#clock = clock;
    this.#onError = onError;
  }

  /** The entry in memory, if it may be served now. */
  peek(key: string): Entry | undefined {
    const entry = this.#memory.peek(key);
    if (entry === undefined) return undefined;
    const now = this.#clock.now();
    if (now >= this.#coherence.trustedUntilMs) return undefined;
    if (entry.expiresAtMs > now && this.#holds(entry)) return entry;
    this.#memory.delete([key]);
    return undefined;
  }

  async find(key: string): Promise<Found | undefined> {
    const [found] = await this.findMany([key]);
    return found;
  }

  /** As many answers as keys, in their order; the remote store is asked once for all that memory lacks. */
  async findMany(keys: readonly string[]): Promise<readonly (Found | undefined)[]> {
    const local = keys.map((key) => this.peek(key));
    const missing = keys.filter((_key, index) => local[index] === undefined);
    const remote = new Map((await this.#fetch(missing)).map((entry) => [entry.key, entry]));
    return keys.map(
      (key, index) => found(local[index], 'memory') ?? found(remote.get(key), 'redis'),
    );
  }

  async get(key: string): Promise<Entry | undefined> {
    return (await this.find(key))?.entry;
  }

  async getMany(keys: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    return (await this.findMany(keys)).map((each) => each?.entry);
  }

  /** Stores an entry in both tiers, unless its load began before an invalidation of it. Never rejects. */
  async set(entry: Entry): Promise<void> {
    if (!this.#coherence.fences.holdsSince(entry, entry.verifiedTick)) return;
    this.#memory.set(entry);
    // Without a place in the log nobody could tell whether it is still valid.
    if (entry.epoch === undefined || entry.epoch !== this.#coherence.epoch) return;
    await this.#attempt('set', () => this.#remote?.set(entry));
  }

  async delete(keys: readonly string[]): Promise<void> {
    this.#memory.delete(keys);
    await this.#attempt('delete', () => this.#remote?.delete(keys));
  }

  async deleteMatching(pattern: string): Promise<void> {
    this.#memory.deleteMatching(pattern);
    await this.#attempt('deleteMatching', () => this.#remote?.deleteMatching(pattern));
  }

  async clear(): Promise<void> {
    this.#memory.clear();
    await this.#attempt('clear', () => this.#remote?.clear());
  }

  async #fetch(keys: readonly string[]): Promise<readonly Entry[]> {
    if (this.#remote === undefined || keys.length === 0 || !this.#trusted()) return [];
    const entries = await this.#attempt('get', () => this.#read(keys));
    return (entries ?? []).filter((entry) => entry !== undefined && this.#admit(entry));
  }

  async #read(keys: readonly string[]): Promise<Entry[]> {
    const [key] = keys;
    const entries =
      keys.length === 1 && key !== undefined
        ? [await this.#remote?.get(key)]
        : await this.#remote?.getMany(keys);
    return (entries ?? []).filter((entry) => entry !== undefined);
  }

  /** Decided when the reply is here: what was invalidated while it was on its way counts. */
  #admit(entry: Entry): boolean {
    const { epoch, fences } = this.#coherence;
    const valid = this.#trusted() && entry.epoch === epoch && fences.holdsInLog(entry, entry.seq);
    if (!valid) return false;
    entry.verifiedTick = fences.tick;
    this.#memory.set(entry);
    return true;
  }

  #trusted(): boolean {
    return this.#clock.now() < this.#coherence.trustedUntilMs;
  }

  #holds(entry: Entry): boolean {
    const { fences } = this.#coherence;
    if (entry.verifiedTick === fences.tick) return true;
    if (!fences.holdsSince(entry, entry.verifiedTick)) return false;
    entry.verifiedTick = fences.tick;
    return true;
  }

  async #attempt<T>(operation: string, run: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      this.#onError(operation, error);
      return undefined;
    }
  }
}

function found(entry: Entry | undefined, tier: Tier): Found | undefined {
  return entry === undefined ? undefined : { entry, tier };
}
