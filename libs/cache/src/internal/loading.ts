import { namespaceOf } from '../cache-key';
import type { Coherence } from '../coherence/coherence';
import type { BatchLoader, EntryOptions, LoadContext, Loader } from '../entry-options';
import type { Entry } from '../stores/entry';
import type { TieredStore } from '../stores/tiered/tiered-store';
import type { Clock } from './clock';
import type { EntryFactory } from './entry-factory';
import type { Landing } from './flights';
import type { Recorder } from './recorder';
import { freshnessOf, type Terms } from './terms';
import { timedLoad } from './timed-load';

/** One call, as far as its flight has to know it. */
export interface Call<T> {
  readonly options: EntryOptions<T>;
  readonly terms: Terms;
  /** Begun to renew an entry, which callers go on getting meanwhile. */
  readonly renews: boolean;
}

export interface LoadingParts {
  readonly tiers: TieredStore;
  readonly coherence: Coherence;
  readonly factory: EntryFactory;
  readonly recorder: Recorder;
  readonly clock: Clock;
}

/** What happens in a flight: Redis is asked, then the loader; what it gives is stored. */
export class Loading {
  readonly #parts: LoadingParts;

  constructor(parts: LoadingParts) {
    this.#parts = parts;
  }

  /** Rejects with the loader's own error, or a LoadTimeoutError. */
  async one<T>(key: string, load: Loader<T>, call: Call<T>): Promise<Landing> {
    const { tiers } = this.#parts;
    const fetched = call.options.refresh === true ? undefined : await tiers.fetch(key);
    const found = this.#found(key, fetched, call);
    if (found !== undefined) return found;
    const [entry] = await this.#load([key], async (context) => [await load(context)], call);
    return loaded(entry);
  }

  /** One landing for each key, in their order; the loader is called once for all that are missing. */
  async many<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    call: Call<T>,
  ): Promise<readonly Landing[]> {
    const { tiers } = this.#parts;
    const fetched = call.options.refresh === true ? [] : await tiers.fetchMany(keys);
    const found = keys.map((key, index) => this.#found(key, fetched[index], call));
    const missing = keys.filter((_key, index) => found[index] === undefined);
    const entries = (await this.#loadMany(missing, load, call)).values();
    return found.map((landing) => landing ?? loaded(entries.next().value));
  }

  /** What Redis had, if it may be served. A renewal wants a fresh entry, and is nobody's look-up. */
  #found<T>(key: string, entry: Entry | undefined, call: Call<T>): Landing | undefined {
    const { clock, recorder } = this.#parts;
    const freshness = entry ? freshnessOf(entry, call.terms, clock.now()) : 'expired';
    const usable = freshness === 'fresh' || (freshness !== 'expired' && !call.renews);
    if (!call.renews) recorder.lookup(key, usable);
    if (entry === undefined || !usable) return undefined;
    if (freshness !== 'stale') return { entry, freshness, source: 'redis' };
    recorder.stale(key, 'revalidate');
    return { entry, freshness, source: 'stale' };
  }

  async #loadMany<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    call: Call<T>,
  ): Promise<readonly Entry[]> {
    if (keys.length === 0) return [];
    const loadAll = async (context: LoadContext): Promise<readonly T[]> => {
      const values = await load(keys, context);
      // A key that the loader does not know is absent: undefined, which T of such a loader includes.
      return keys.map((key) => values.get(key) as T);
    };
    return this.#load(keys, loadAll, call);
  }

  async #load<T>(
    keys: readonly string[],
    load: Loader<readonly T[]>,
    { options, terms }: Call<T>,
  ): Promise<readonly Entry[]> {
    const { clock, coherence, factory, recorder } = this.#parts;
    const stamp = coherence.stamp();
    const values = await recorder.load(namespaceOf(keys[0] ?? ''), () =>
      timedLoad(load, terms.hardTimeoutMs, clock),
    );
    // As many values as keys.
    const entries = keys.map((key, index) => factory.make(key, values[index] as T, options, stamp));
    this.#keep(entries);
    return entries;
  }

  /** Stores without making the caller wait for Redis. */
  #keep(entries: readonly Entry[]): void {
    void this.#parts.tiers.setMany(entries.filter((entry) => entry.ttlMs > 0));
  }
}

function loaded(entry: Entry | undefined): Landing {
  if (entry === undefined) throw new Error('A load ended without one of its keys.');
  return { entry, freshness: 'fresh', source: 'load' };
}
