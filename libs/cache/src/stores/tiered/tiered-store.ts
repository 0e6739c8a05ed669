import type { Coherence } from '../../coherence/coherence';
import type { Clock } from '../../internal/clock';
import type { CacheStore } from '../cache-store';
import type { Entry } from '../entry';
import type { MemoryStore } from '../memory/memory-store';

/** Entries of one batch that are on their way to the remote store at the same time. */
const REMOTE_WRITES_AT_ONCE = 100;

export interface TieredStoreOptions {
  readonly memory: MemoryStore;
  /** Absent: memory alone. */
  readonly remote?: CacheStore | undefined;
  readonly coherence: Coherence;
  readonly clock: Clock;
  /** Estimated heap bytes beyond which an entry is not stored. Default: no bound. */
  readonly maxEntryBytes?: number;
  readonly onOversized?: (entry: Entry) => void;
  /** The remote store has answered a look-up. */
  readonly onFetched?: (durationMs: number) => void;
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
  readonly #maxEntryBytes: number;
  readonly #onOversized: ((entry: Entry) => void) | undefined;
  readonly #onFetched: ((durationMs: number) => void) | undefined;
  readonly #onError: (operation: string, error: unknown) => void;

  constructor(options: TieredStoreOptions) {
    this.#memory = options.memory;
    this.#remote = options.remote;
    this.#coherence = options.coherence;
    this.#clock = options.clock;
    this.#maxEntryBytes = options.maxEntryBytes ?? Infinity;
    this.#onOversized = options.onOversized;
    this.#onFetched = options.onFetched;
    this.#onError = options.onError;
  }

  /** The entry in memory, if it may be served now and is not to be renewed. */
  peek(key: string): Entry | undefined {
    const entry = this.#memory.peek(key);
    if (entry === undefined) return undefined;
    const now = this.#clock.now();
    if (!this.#vouchedFor(entry, now)) return undefined;
    if (entry.refreshAtMs > now && this.#holds(entry)) return entry;
    if (entry.uselessAtMs <= now || !this.#holds(entry)) this.#memory.delete([key]);
    return undefined;
  }

  /** The entry in memory that nothing has invalidated, even if it is to be renewed or has expired. */
  kept(key: string): Entry | undefined {
    const entry = this.#memory.peek(key);
    if (entry === undefined) return undefined;
    return this.mayServe(entry) ? entry : undefined;
  }

  /** Whether an entry in memory may be served now, be it as expired. */
  mayServe(entry: Entry): boolean {
    const now = this.#clock.now();
    return this.#vouchedFor(entry, now) && now < entry.uselessAtMs && this.#holds(entry);
  }

  /**
   * The entry in the remote store that nothing has invalidated, even if it is to be renewed or has
   * expired; it enters memory. Not asked for while the log is not trusted: it could not be used. Never rejects.
   */
  fetch(key: string): Promise<Entry | undefined> {
    return this.lookUp(key, this.#clock.now(), (entry) => entry);
  }

  /**
   * As {@link fetch}, and gives what `use` makes of the entry at that moment: one promise for both, and no
   * async function, because this is the path of every hit in Redis.
   */
  lookUp<Given>(
    key: string,
    begunAtMs: number,
    use: (entry: Entry | undefined, nowMs: number) => Given | Promise<Given>,
  ): Promise<Given> {
    if (this.#remote === undefined || !this.#trusted(begunAtMs)) {
      return new Promise((resolve) => resolve(use(undefined, begunAtMs)));
    }
    return Promise.resolve(this.#remote.get(key)).then(
      (entry) => {
        const now = this.#clock.now();
        this.#onFetched?.(now - begunAtMs);
        return use(entry !== undefined && this.#admit(entry, now) ? entry : undefined, now);
      },
      (error: unknown) => {
        this.#onError('get', error);
        return use(undefined, this.#clock.now());
      },
    );
  }

  /** As {@link fetch}: as many answers as keys, in their order, by one question. */
  async fetchMany(keys: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    const begunAtMs = this.#clock.now();
    if (this.#remote === undefined || keys.length === 0 || !this.#trusted(begunAtMs)) return [];
    try {
      const entries = await this.#remote.getMany(keys);
      const now = this.#clock.now();
      this.#onFetched?.(now - begunAtMs);
      return entries.map((entry) => (entry && this.#admit(entry, now) ? entry : undefined));
    } catch (error) {
      this.#onError('get', error);
      return [];
    }
  }

  async get(key: string): Promise<Entry | undefined> {
    return this.#unexpired(this.kept(key) ?? (await this.fetch(key)));
  }

  async getMany(keys: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    const local = keys.map((key) => this.#unexpired(this.kept(key)));
    const missing = keys.filter((_key, index) => local[index] === undefined);
    const fetched = (await this.fetchMany(missing)).values();
    return local.map((entry) => entry ?? this.#unexpired(fetched.next().value));
  }

  /** Stores an entry in both tiers, unless its load began before an invalidation of it. Never rejects. */
  async set(entry: Entry): Promise<void> {
    await this.setMany([entry]);
  }

  /** As {@link set}; the remote store gets a few at a time, so that others are not kept waiting. */
  async setMany(entries: readonly Entry[]): Promise<void> {
    const valid = entries.filter((entry) => this.#holds(entry));
    const fitting = valid.filter((entry) => this.#fits(entry));
    for (const entry of fitting) this.#memory.set(entry);
    if (fitting.length < valid.length) await this.delete(oversizedKeys(valid, fitting));
    for (let from = 0; from < fitting.length; from += REMOTE_WRITES_AT_ONCE) {
      const some = fitting.slice(from, from + REMOTE_WRITES_AT_ONCE);
      await Promise.all(some.map((entry) => this.#setRemote(entry)));
    }
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

  /** Decided when the reply is here: what was invalidated while it was on its way counts. */
  #admit(entry: Entry, now: number): boolean {
    const { epoch, fences } = this.#coherence;
    const valid =
      this.#trusted(now) && entry.epoch === epoch && fences.holdsInLog(entry, entry.seq);
    if (!valid) return false;
    entry.verifiedTick = fences.tick;
    // A flight that renews an entry may find an older one there, if the newer did not reach Redis.
    const held = this.kept(entry.key);
    if (held === undefined || held.madeAtMs < entry.madeAtMs) this.#memory.set(entry);
    return true;
  }

  #unexpired(entry: Entry | undefined): Entry | undefined {
    return entry !== undefined && this.#clock.now() < entry.expiresAtMs ? entry : undefined;
  }

  /** Without a place in the log nobody could tell whether the entry is still valid. */
  async #setRemote(entry: Entry): Promise<void> {
    if (entry.epoch === undefined || entry.epoch !== this.#coherence.epoch) return;
    await this.#attempt('set', () => this.#remote?.set(entry));
  }

  #fits(entry: Entry): boolean {
    if (entry.bytes <= this.#maxEntryBytes) return true;
    this.#onOversized?.(entry);
    return false;
  }

  /** Whether what was invalidated is known here well enough for an entry in memory. */
  #vouchedFor(entry: Entry, now: number): boolean {
    return now < this.#coherence.trustedUntilMs || this.#coherence.vouchedByOutbox(entry, now);
  }

  #trusted(now: number): boolean {
    return now < this.#coherence.trustedUntilMs;
  }

  #holds(entry: Entry): boolean {
    const { fences } = this.#coherence;
    if (entry.verifiedTick === fences.tick) return true;
    if (!fences.holdsSince(entry, entry.verifiedTick)) return false;
    entry.verifiedTick = fences.tick;
    return true;
  }

  async #attempt(operation: string, run: () => void | Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#onError(operation, error);
    }
  }
}

/** Of those that are too large, older entries must not stand in for the newest. */
function oversizedKeys(valid: readonly Entry[], fitting: readonly Entry[]): readonly string[] {
  const kept = new Set(fitting);
  return valid.filter((entry) => !kept.has(entry)).map(({ key }) => key);
}
