import type { Entry } from './entry';

/**
 * Where entries lie. A store keeps and gives back; whether an entry may still be served is for
 * its reader to decide, by the entry's stamp.
 *
 * A store may answer late entries with undefined, and may forget any entry at any time. Only the
 * Redis store's methods reject, with a CacheError; no method waits longer than its own bound.
 */
export interface CacheStore {
  /** The entry, or undefined when there is none, it has expired or cannot be read. */
  get(key: string): Entry | undefined | Promise<Entry | undefined>;
  /** As many answers as keys, in their order. */
  getMany(
    keys: readonly string[],
  ): readonly (Entry | undefined)[] | Promise<readonly (Entry | undefined)[]>;
  set(entry: Entry): void | Promise<void>;
  delete(keys: readonly string[]): void | Promise<void>;
  /** Deletes by pattern (`*` stands for any run of characters). */
  deleteMatching(pattern: string): void | Promise<void>;
  /** Deletes every entry of this cache, and nothing else. */
  clear(): void | Promise<void>;
}
