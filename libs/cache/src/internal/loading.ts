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
    const fetched = options.refresh === true ? undefined : await this.#tiers.fetch(key);
    this.#recorder.lookup(key, fetched);
    if (fetched !== undefined) return { entry: fetched, source: 'redis' };
    const stamp = this.#coherence.stamp();
    const value = await this.#recorder.load(namespaceOf(key), load);
    const entry = this.#factory.make(key, value, options, stamp);
    this.#keep([entry]);
    return { entry, source: 'load' };
  }

  /** One landing for each key, in their order; the loader is called once for all that are missing. */
  async many<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    options: EntryOptions<T>,
  ): Promise<readonly Landing[]> {
    const fetched = options.refresh === true ? [] : await this.#tiers.fetchMany(keys);
    keys.forEach((key, index) => this.#recorder.lookup(key, fetched[index]));
    const missing = keys.filter((_key, index) => fetched[index] === undefined);
    const loaded = (await this.#loadMany(missing, load, options)).values();
    return keys.map((_key, index) => {
      const entry = fetched[index];
      return entry === undefined
        ? { entry: taken(loaded), source: 'load' }
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
    // A key that the loader does not know is absent: undefined, which T of such a loader includes.
    const valueOf = (key: string): T => values.get(key) as T;
    const entries = keys.map((key) => this.#factory.make(key, valueOf(key), options, stamp));
    this.#keep(entries);
    return entries;
  }

  /** Stores without making the caller wait for Redis. */
  #keep(entries: readonly Entry[]): void {
    void this.#tiers.setMany(entries.filter((entry) => entry.ttlMs > 0));
  }
}

/** The loader's entries are taken in the order of the keys that lacked one. */
function taken(entries: Iterator<Entry>): Entry {
  const next = entries.next();
  if (next.done === true) throw new Error('A batch ended without one of its keys.');
  return next.value;
}
