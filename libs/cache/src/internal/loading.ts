import type { Coherence } from '../coherence/coherence';
import type { BatchLoader, EntryOptions, LoadContext, Loader } from '../entry-options';
import type { Entry } from '../stores/entry';
import type { Lease } from '../stores/redis/lease/lease';
import type { TieredStore } from '../stores/tiered/tiered-store';
import type { Clock } from './clock';
import { type Deferred, deferred } from './deferred';
import type { EntryFactory } from './entry-factory';
import type { Flight, Landing } from './flights';
import type { Recorder } from './recorder';
import type { SharedLoads } from './shared-loads';
import { freshnessOf, type Freshness, positive, type Terms } from './terms';
import { countedAs } from './statistics';
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

/** Loads of several keys by one call of their loader. */
interface Batch<T> {
  readonly keys: readonly string[];
  readonly load: BatchLoader<T>;
  readonly call: Call<T>;
  /** By key; each is settled as soon as that key is known. */
  readonly landings: ReadonlyMap<string, Deferred<Landing>>;
}

/** What happens in a flight: Redis is asked, then the loader; what it gives is stored. */
export class Loading {
  readonly #parts: LoadingParts;

  constructor(parts: LoadingParts) {
    this.#parts = parts;
  }

  /**
   * Ends the flight and gives what `answered` makes of its landing. Rejects with the loader's own error, or a
   * LoadTimeoutError. No async function, and no promise of its own: this is the path of every hit in Redis.
   */
  one<T, Given>(
    flight: Flight,
    load: Loader<T>,
    call: Call<T>,
    answered: (landing: Landing) => Given,
  ): Promise<Given> {
    const { clock, tiers } = this.#parts;
    const askedAtMs = clock.now();
    const land = (entry: Entry | undefined, nowMs: number): Given | Promise<Given> => {
      try {
        const found = this.#found(flight.key, entry, call, nowMs);
        if (found !== undefined) return answered(flight.landed(found));
      } catch (error) {
        // Whatever happens: a flight that does not end would be joined for ever.
        return flight.failed(error);
      }
      return this.#loadOne(flight.key, load, call, askedAtMs).then(
        (landing) => answered(flight.landed(landing)),
        (error: unknown) => flight.failed(error),
      );
    };
    if (call.options.refresh !== true) return tiers.lookUp(flight.key, askedAtMs, land);
    return new Promise((resolve) => resolve(land(undefined, askedAtMs)));
  }

  /** As {@link one}, for each key in their order; what is missing and nobody loads is loaded by one call. */
  many<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    call: Call<T>,
  ): readonly Promise<Landing>[] {
    const landings = new Map(keys.map((key) => [key, deferred<Landing>()]));
    this.#begin({ keys, load, call, landings }).catch((error: unknown) =>
      landings.forEach(({ reject }) => reject(error)),
    );
    return [...landings.values()].map(({ promise }) => promise);
  }

  #loadOne<T>(key: string, load: Loader<T>, call: Call<T>, askedAtMs: number): Promise<Landing> {
    const landing = deferred<Landing>();
    const loadAll: BatchLoader<T> = async (_keys, context) => new Map([[key, await load(context)]]);
    const batch = { keys: [key], load: loadAll, call, landings: new Map([[key, landing]]) };
    this.#share(batch.keys, batch, askedAtMs).catch(landing.reject);
    return landing.promise;
  }

  async #begin<T>(batch: Batch<T>): Promise<void> {
    const { clock, tiers } = this.#parts;
    const { keys, call, landings } = batch;
    const askedAtMs = clock.now();
    const fetched = call.options.refresh === true ? [] : await tiers.fetchMany(keys);
    const nowMs = clock.now();
    const missing = keys.filter((key, index) => {
      const found = this.#found(key, fetched[index], call, nowMs);
      if (found !== undefined) landings.get(key)?.resolve(found);
      return found === undefined;
    });
    if (missing.length > 0) await this.#share(missing, batch, askedAtMs);
  }

  /** What Redis had, if it may be served; a renewal is nobody's look-up. */
  #found<T>(
    key: string,
    entry: Entry | undefined,
    call: Call<T>,
    nowMs: number,
  ): Landing | undefined {
    const { recorder } = this.#parts;
    const freshness = entry && freshnessOf(entry, call.terms, nowMs);
    const usable = freshness !== undefined && isGood(freshness, call);
    if (!call.renews) recorder.lookup(key, usable);
    if (entry === undefined || !usable) return undefined;
    if (freshness !== 'stale') return { entry, freshness, source: 'redis' };
    recorder.stale(key, 'revalidate');
    return { entry, freshness, source: 'stale' };
  }

  #freshness<T>(entry: Entry, { terms }: Call<T>): Freshness {
    return freshnessOf(entry, terms, this.#parts.clock.now());
  }

  /** Who asks for a refresh waits for nobody. */
  async #share<T>(keys: readonly string[], batch: Batch<T>, askedAtMs: number): Promise<void> {
    const { options, terms } = batch.call;
    const { shared } = this.#parts;
    if (options.refresh === true || shared === undefined) return this.#land(keys, batch);
    await shared.share({
      keys,
      tags: staticTags(options),
      isGood: (entry) => isGood(this.#freshness(entry, batch.call), batch.call),
      limitMs: terms.hardTimeoutMs === 0 ? Infinity : terms.hardTimeoutMs,
      askedAtMs,
      onFound: (entry) => this.#collapse(entry, batch),
      onTurn: (due, lease) => this.#land(due, batch, lease),
    });
  }

  #collapse<T>(entry: Entry, { call, landings }: Batch<T>): void {
    this.#parts.recorder.collapsed(entry.key);
    const freshness = this.#freshness(entry, call);
    landings.get(entry.key)?.resolve({ entry, freshness, source: 'collapsed' });
  }

  #land<T>(keys: readonly string[], batch: Batch<T>, lease?: Lease): void {
    const entries = this.#load(keys, batch, lease);
    for (const [index, key] of keys.entries()) {
      batch.landings.get(key)?.resolve(entries.then((loaded) => landingOf(loaded[index])));
    }
  }

  async #load<T>(
    keys: readonly string[],
    { load, call }: Batch<T>,
    lease: Lease | undefined,
  ): Promise<readonly Entry[]> {
    const loadAll = async (context: LoadContext): Promise<readonly T[]> => {
      const values = await load(keys, context);
      // A key that the loader does not know is absent: undefined, which T of such a loader includes.
      return keys.map((key) => values.get(key) as T);
    };
    try {
      const entries = await this.#loadEntries(keys, loadAll, call);
      void this.#keep(entries, call, lease);
      return entries;
    } catch (error) {
      void lease?.end(keys, 'failed');
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
    const namespace = countedAs(keys[0] ?? '');
    const cost = positive(options.cost);
    const values = await recorder.load({ namespace, values: keys.length, cost }, () =>
      coherence.source.readAfter(() => timedLoad(load, terms.hardTimeoutMs, clock)),
    );
    // As many values as keys.
    return keys.map((key, index) => factory.make(key, values[index] as T, options, stamp));
  }

  /**
   * Stores without making the caller wait for Redis; others are woken when the entries are there. Where the newest
   * value is not kept, no older one stands in for it.
   */
  async #keep<T>(
    entries: readonly Entry[],
    { options }: Call<T>,
    lease: Lease | undefined,
  ): Promise<void> {
    const { tiers } = this.#parts;
    const kept = entries.filter(({ ttlMs }) => ttlMs > 0);
    const dropped = entries.filter(({ ttlMs }) => ttlMs <= 0).map(keyOf);
    // A refresh has not looked at what Redis has of them.
    const older = options.refresh === true ? dropped : dropped.filter((key) => tiers.kept(key));
    await Promise.all([tiers.setMany(kept), older.length > 0 && tiers.delete(older)]);
    void lease?.end(kept.map(keyOf), 'loaded');
    void lease?.end(dropped, 'failed');
  }
}

/** A renewal wants a fresh entry. */
function isGood<T>(freshness: Freshness, { renews }: Call<T>): boolean {
  return freshness === 'fresh' || (freshness !== 'expired' && !renews);
}

/** undefined: known only when the value is. */
export function staticTags<T>({ tags = [] }: EntryOptions<T>): readonly string[] | undefined {
  return typeof tags === 'function' ? undefined : tags;
}

function keyOf({ key }: Entry): string {
  return key;
}

function landingOf(entry: Entry | undefined): Landing {
  if (entry === undefined) throw withoutKey();
  return { entry, freshness: 'fresh', source: 'load' };
}

function withoutKey(): Error {
  return new Error('A load ended without one of its keys.');
}
