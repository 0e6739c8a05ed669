import { namespaceOf } from '../cache-key';
import type { Coherence } from '../coherence/coherence';
import type { BatchLoader, EntryOptions, LoadContext, Loader } from '../entry-options';
import { Entry } from '../stores/entry';
import type { Lease } from '../stores/redis/lease/lease';
import type { TieredStore } from '../stores/tiered/tiered-store';
import type { Clock } from './clock';
import type { EntryFactory } from './entry-factory';
import type { Landing } from './flights';
import type { Recorder } from './recorder';
import type { SharedLoads } from './shared-loads';
import { freshnessOf, type Freshness, type Terms } from './terms';
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
  /** Absent: one load per process. */
  readonly shared?: SharedLoads | undefined;
}

/** The leases under which keys are loaded, by key. */
type Leases = ReadonlyMap<string, Lease>;

const NO_LEASES: Leases = new Map();

/** What happens in a flight: Redis is asked, then the loader; what it gives is stored. */
export class Loading {
  readonly #parts: LoadingParts;

  constructor(parts: LoadingParts) {
    this.#parts = parts;
  }

  /** Rejects with the loader's own error, or a LoadTimeoutError. */
  async one<T>(key: string, load: Loader<T>, call: Call<T>): Promise<Landing> {
    const { clock, recorder, tiers } = this.#parts;
    const askedAtMs = clock.now();
    const fetched = call.options.refresh === true ? undefined : await tiers.fetch(key);
    const found = this.#found(key, fetched, call);
    if (found !== undefined) return found;
    const turn = await this.#turn(key, call, askedAtMs);
    if (turn instanceof Entry) {
      recorder.collapsed(key);
      return { entry: turn, freshness: this.#freshness(turn, call), source: 'collapsed' };
    }
    const leases = turn === undefined ? NO_LEASES : new Map([[key, turn]]);
    const [entry] = await this.#load([key], async (context) => [await load(context)], call, leases);
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

  /** What Redis had, if it may be served; a renewal is nobody's look-up. */
  #found<T>(key: string, entry: Entry | undefined, call: Call<T>): Landing | undefined {
    const { recorder } = this.#parts;
    const usable = entry !== undefined && this.#isGood(entry, call);
    if (!call.renews) recorder.lookup(key, usable);
    if (!usable) return undefined;
    const freshness = this.#freshness(entry, call);
    if (freshness !== 'stale') return { entry, freshness, source: 'redis' };
    recorder.stale(key, 'revalidate');
    return { entry, freshness, source: 'stale' };
  }

  /** A renewal wants a fresh entry. */
  #isGood<T>(entry: Entry, call: Call<T>): boolean {
    const freshness = this.#freshness(entry, call);
    return freshness === 'fresh' || (freshness !== 'expired' && !call.renews);
  }

  #freshness<T>(entry: Entry, { terms }: Call<T>): Freshness {
    return freshnessOf(entry, terms, this.#parts.clock.now());
  }

  /** Who asks for a refresh waits for nobody. */
  async #turn<T>(
    key: string,
    call: Call<T>,
    askedAtMs: number,
  ): Promise<Entry | Lease | undefined> {
    const { options, terms } = call;
    if (options.refresh === true) return undefined;
    return this.#parts.shared?.turn({
      key,
      tags: staticTags(options),
      isGood: (entry) => this.#isGood(entry, call),
      limitMs: terms.hardTimeoutMs === 0 ? Infinity : terms.hardTimeoutMs,
      askedAtMs,
    });
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
    return this.#load(keys, loadAll, call, NO_LEASES);
  }

  async #load<T>(
    keys: readonly string[],
    load: Loader<readonly T[]>,
    call: Call<T>,
    leases: Leases,
  ): Promise<readonly Entry[]> {
    try {
      const entries = await this.#loadEntries(keys, load, call);
      void this.#keep(entries, leases);
      return entries;
    } catch (error) {
      for (const lease of leases.values()) void lease.end('failed');
      throw error;
    }
  }

  async #loadEntries<T>(
    keys: readonly string[],
    load: Loader<readonly T[]>,
    { options, terms }: Call<T>,
  ): Promise<readonly Entry[]> {
    const { clock, coherence, factory, recorder } = this.#parts;
    const stamp = coherence.stamp();
    const namespace = namespaceOf(keys[0] ?? '');
    const { cost = 0 } = options;
    const values = await recorder.load({ namespace, values: keys.length, cost }, () =>
      coherence.source.readAfter(() => timedLoad(load, terms.hardTimeoutMs, clock)),
    );
    // As many values as keys.
    return keys.map((key, index) => factory.make(key, values[index] as T, options, stamp));
  }

  /** Stores without making the caller wait for Redis; others are woken when the entry is there. */
  async #keep(entries: readonly Entry[], leases: Leases): Promise<void> {
    const kept = entries.filter((entry) => entry.ttlMs > 0);
    await this.#parts.tiers.setMany(kept);
    for (const { key, ttlMs } of entries)
      void leases.get(key)?.end(ttlMs > 0 ? 'loaded' : 'failed');
  }
}

/** undefined: known only when the value is. */
export function staticTags<T>({ tags = [] }: EntryOptions<T>): readonly string[] | undefined {
  return typeof tags === 'function' ? undefined : tags;
}

function loaded(entry: Entry | undefined): Landing {
  if (entry === undefined) throw new Error('A load ended without one of its keys.');
  return { entry, freshness: 'fresh', source: 'load' };
}
