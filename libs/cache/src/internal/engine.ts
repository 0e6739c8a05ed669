import type { Coherence } from '../coherence/coherence';
import type {
  AnswerSource,
  BatchLoader,
  CachedEntry,
  EntryOptions,
  Loader,
  Resolved,
} from '../entry-options';
import type { Entry } from '../stores/entry';
import type { TieredStore } from '../stores/tiered/tiered-store';
import type { Clock } from './clock';
import type { EntryFactory } from './entry-factory';
import { type Flight, Flights, type Landing } from './flights';
import { Loading } from './loading';
import type { Recorder } from './recorder';

export interface EngineParts {
  readonly tiers: TieredStore;
  readonly coherence: Coherence;
  readonly factory: EntryFactory;
  readonly recorder: Recorder;
  readonly clock: Clock;
}

/** Looks up, loads once for all who wait, and stores what no invalidation has overtaken. */
export class Engine {
  readonly #tiers: TieredStore;
  readonly #coherence: Coherence;
  readonly #factory: EntryFactory;
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  readonly #flights: Flights;
  readonly #loading: Loading;

  constructor({ tiers, coherence, factory, recorder, clock }: EngineParts) {
    this.#tiers = tiers;
    this.#coherence = coherence;
    this.#factory = factory;
    this.#recorder = recorder;
    this.#clock = clock;
    this.#flights = new Flights(coherence.fences);
    this.#loading = new Loading(tiers, coherence, factory, recorder);
  }

  /** The hit path: the entry in memory, counted. Synchronous. */
  peek(key: string): Entry | undefined {
    const entry = this.#tiers.peek(key);
    if (entry !== undefined) this.#recorder.memoryHit(entry);
    return entry;
  }

  async find<T>(key: string): Promise<CachedEntry<T> | undefined> {
    const local = this.peek(key);
    if (local !== undefined) return this.#cached(local, 'memory');
    const fetched = await this.#tiers.fetch(key);
    this.#recorder.lookup(key, fetched);
    return fetched && this.#cached(fetched, 'redis');
  }

  async resolve<T>(key: string, load: Loader<T>, options: EntryOptions<T>): Promise<Resolved<T>> {
    const entry = this.#peekUnlessRefresh(key, options);
    if (entry !== undefined) return this.#resolved(entry, 'memory');
    const other = this.#joinable(key, options);
    if (other !== undefined) return this.#resolved((await other.landing).entry, 'collapsed');
    const land = (): Promise<Landing> => this.#loading.one(key, load, options);
    const landing = await this.#flights.begin(key, staticTags(options), land);
    return this.#resolved(landing.entry, landing.source);
  }

  async resolveMany<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    options: EntryOptions<T>,
  ): Promise<Map<string, T>> {
    const unique = [...new Set(keys)];
    const hits = unique.map((key) => this.#peekUnlessRefresh(key, options));
    const missing = unique.filter((_key, index) => hits[index] === undefined);
    const landings = this.#joinOrBegin(missing, load, options);
    const result = new Map<string, T>();
    for (const [index, key] of unique.entries()) {
      const entry = hits[index] ?? (await landings.get(key))?.entry;
      if (entry !== undefined) result.set(key, read<T>(entry));
    }
    return result;
  }

  /**
   * Takes a value that the caller has as it is now; the function that is returned stores it, and
   * voids all older entries of its key.
   *
   * @throws UncacheableValueError
   */
  put<T>(key: string, value: T, options: EntryOptions<T>): () => Promise<void> {
    const entry = this.#factory.make(key, value, options, this.#coherence.stamp());
    return () => this.#replace(entry);
  }

  async #replace(entry: Entry): Promise<void> {
    const published = this.#coherence.invalidate({ keys: [entry.key] });
    const { tick } = this.#coherence.fences;
    const seq = await published;
    const epoch = seq === undefined ? undefined : this.#coherence.epoch;
    if (entry.ttlMs > 0) {
      await this.#tiers.set(entry.restamped({ tick, epoch, seq: seq ?? 0 }));
    }
  }

  #peekUnlessRefresh<T>(key: string, { refresh }: EntryOptions<T>): Entry | undefined {
    return refresh === true ? undefined : this.peek(key);
  }

  #joinable<T>(key: string, { refresh }: EntryOptions<T>): Flight | undefined {
    const flight = refresh === true ? undefined : this.#flights.joinable(key);
    if (flight !== undefined) this.#recorder.collapsed(key);
    return flight;
  }

  /** Flights of other calls where there are any; one common flight for the rest. */
  #joinOrBegin<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    options: EntryOptions<T>,
  ): ReadonlyMap<string, Promise<Landing>> {
    const others = keys.map((key) => this.#joinable(key, options)?.landing);
    const own = keys.filter((_key, index) => others[index] === undefined);
    const landings = this.#beginBatch(own, load, options);
    keys.forEach((key, index) => {
      const landing = others[index];
      if (landing !== undefined) landings.set(key, landing);
    });
    return landings;
  }

  #beginBatch<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    options: EntryOptions<T>,
  ): Map<string, Promise<Landing>> {
    const landings = new Map<string, Promise<Landing>>();
    if (keys.length === 0) return landings;
    const batch = this.#loading.many(keys, load, options);
    for (const [index, key] of keys.entries()) {
      const land = async (): Promise<Landing> => at(await batch, index);
      landings.set(key, this.#flights.begin(key, staticTags(options), land));
    }
    return landings;
  }

  #resolved<T>(entry: Entry, source: AnswerSource): Resolved<T> {
    return { value: read<T>(entry), source, ttlSeconds: this.#ttlSeconds(entry) };
  }

  #cached<T>(entry: Entry, tier: CachedEntry<T>['tier']): CachedEntry<T> {
    return { value: read<T>(entry), tier, ttlSeconds: this.#ttlSeconds(entry) };
  }

  #ttlSeconds(entry: Entry): number {
    return Math.max(0, Math.round((entry.expiresAtMs - this.#clock.now()) / 1_000));
  }
}

/** What lies under a key is of the type that its callers load under it: that is their promise. */
function read<T>(entry: Entry): T {
  return entry.read() as T;
}

function staticTags<T>({ tags }: EntryOptions<T>): readonly string[] | undefined {
  return typeof tags === 'function' ? undefined : (tags ?? []);
}

function at(landings: readonly Landing[], index: number): Landing {
  const landing = landings[index];
  if (landing === undefined) throw new Error('A batch ended without one of its keys.');
  return landing;
}
