import { namespaceOf } from '../cache-key';
import type { Coherence } from '../coherence/coherence';
import type { BatchLoader, EntryOptions, Loader } from '../entry-options';
import type { Entry } from '../stores/entry';
import type { TieredStore } from '../stores/tiered/tiered-store';
import type { EntryFactory } from './entry-factory';
import type { Landing } from './flights';
import type { Recorder } from './recorder';

/** What happens in a flight: Redis is asked, then the loader; what it gives is stored. */
export class Loading {
  readonly #tiers: TieredStore;
  readonly #coherence: Coherence;
  readonly #factory: EntryFactory;
  readonly #recorder: Recorder;

  constructor(tiers: TieredStore, coherence: Coherence, factory: EntryFactory, recorder: Recorder) {
    this.#tiers = tiers;
    this.#coherence = coherence;
    this.#factory = factory;
    this.#recorder = recorder;
  }

  /** Rejects with the loader's own error. */
  async one<T>(key: string, load: Loader<T>, options: EntryOptions<T>): Promise<Landing> {
    const found = options.refresh === true ? undefined : await this.#tiers.find(key);
    this.#recorder.lookup(key, found);
    if (found !== undefined) return { entry: found.entry, source: 'redis' };
    const stamp = this.#coherence.stamp();
    const value = await this.#recorder.load(namespaceOf(key), load);
    return { entry: this.#keep(this.#factory.make(key, value, options, stamp)), source: 'load' };
  }

  /** One landing for each key, in their order; the loader is called once for all that are missing. */
  async many<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    options: EntryOptions<T>,
  ): Promise<readonly Landing[]> {
    const found = options.refresh === true ? [] : await this.#tiers.findMany(keys);
    keys.forEach((key, index) => this.#recorder.lookup(key, found[index]));
    const missing = keys.filter((_key, index) => found[index] === undefined);
    const loaded = await this.#loadMany(missing, load, options);
    const next = loaded.values();
    return keys.map((_key, index) => {
      const entry = found[index]?.entry;
      return entry === undefined
        ? { entry: taken(next), source: 'load' }
        : { entry, source: 'redis' };
    });
  }

  async #loadMany<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    options: EntryOptions<T>,
  ): Promise<readonly Entry[]> {
    const [first] = keys;
    if (first === undefined) return [];
    const stamp = this.#coherence.stamp();
    const values = await this.#recorder.load(namespaceOf(first), () => load(keys));
    return keys.map((key) => {
      // A key that the loader does not know is absent: undefined, which T of such a loader includes.
      const value = values.get(key) as T;
      return this.#keep(this.#factory.make(key, value, options, stamp));
    });
  }

  /** Stores without making the caller wait for Redis. */
  #keep(entry: Entry): Entry {
    if (entry.ttlMs > 0) void this.#tiers.set(entry);
    return entry;
  }
}

/** The loader's entries are taken in the order of the keys that lacked one. */
function taken(entries: Iterator<Entry>): Entry {
  const next = entries.next();
  if (next.done === true) throw new Error('A batch ended without one of its keys.');
  return next.value;
}
