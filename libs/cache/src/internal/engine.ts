import type { Coherence } from '../coherence/coherence';
import type { BatchLoader, CachedEntry, EntryOptions, EntryPolicy, Loader } from '../entry-options';
import type { Entry } from '../stores/entry';
import type { TieredStore } from '../stores/tiered/tiered-store';
import { type Answer, cachedOf, collapsed, type Give, itself, read } from './answer';
import type { Clock } from './clock';
import type { EntryFactory } from './entry-factory';
import { type Flight, Flights, type Landing } from './flights';
import { type Call, Loading, staticTags } from './loading';
import type { Recorder } from './recorder';
import type { SharedLoads } from './shared-loads';
import { StandIns } from './stand-ins';
import { freshnessOf, isQuiet, termsOf } from './terms';

export interface EngineParts {
  readonly tiers: TieredStore;
  readonly coherence: Coherence;
  readonly factory: EntryFactory;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** For calls that do not say otherwise. */
  readonly defaults: EntryPolicy;
  /** Absent: one load per process. */
  readonly shared?: SharedLoads | undefined;
}

/** Looks up, loads once for all who wait, and stores what no invalidation has overtaken. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #tiers: TieredStore;
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  readonly #flights: Flights;
  readonly #loading: Loading;
  readonly #standIns: StandIns;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#tiers = parts.tiers;
    this.#recorder = parts.recorder;
    this.#clock = parts.clock;
    this.#flights = new Flights(parts.coherence.fences);
    this.#loading = new Loading(parts);
    this.#standIns = new StandIns(parts.tiers, parts.recorder, parts.clock);
  }

  /** The hit path: the entry in memory, unless it is to be renewed; counted. Synchronous. */
  peek(key: string): Entry | undefined {
    const begunAtMs = this.#recorder.beginLookup();
    const entry = this.#tiers.peek(key);
    if (entry !== undefined) this.#recorder.memoryHit(entry, begunAtMs);
    return entry;
  }

  /** As {@link peek}, with tier and remaining time. */
  peekCached<T>(key: string): CachedEntry<T> | undefined {
    const entry = this.peek(key);
    return entry && cachedOf<T>(entry, 'memory', this.#clock.now());
  }

  async find<T>(key: string): Promise<CachedEntry<T> | undefined> {
    const begunAtMs = this.#recorder.beginLookup();
    const local = this.#unexpired(this.#tiers.kept(key));
    if (local !== undefined) {
      this.#recorder.memoryHit(local, begunAtMs);
      return cachedOf<T>(local, 'memory', this.#clock.now());
    }
    const fetched = this.#unexpired(await this.#tiers.fetch(key));
    this.#recorder.lookup(key, fetched !== undefined);
    return fetched && cachedOf<T>(fetched, 'redis', this.#clock.now());
  }

  /** No async function: this is the path of every hit in Redis. */
  resolve<T, Given>(
    key: string,
    load: Loader<T>,
    options: EntryOptions<T>,
    give: Give<Given>,
  ): Promise<Given> {
    const call = this.#call(options);
    const answered = (answer: Answer): Given => {
      if (this.#isToRenew(key, answer)) this.#renew(key, load, call);
      return give(answer, this.#clock);
    };
    const held = this.#held(key, call);
    if (held !== undefined) return Promise.resolve(answered(held));
    const other = this.#joined(key, call);
    if (other !== undefined || call.terms.ifErrorMs > 0) {
      const begin = (): Promise<Landing> => this.#beginOne(key, load, call, itself);
      return this.#awaited(key, call, other, begin).then(answered);
    }
    return this.#beginOne(key, load, call, answered);
  }

  #beginOne<T, Given>(
    key: string,
    load: Loader<T>,
    call: Call<T>,
    answered: (landing: Landing) => Given,
  ): Promise<Given> {
    const flight = this.#flights.begin(key, staticTags(call.options));
    return this.#loading.one(flight, load, call, answered);
  }

  #renew<T>(key: string, load: Loader<T>, call: Call<T>): void {
    this.#renewing(key, this.#beginOne(key, load, { ...call, renews: true }, itself));
  }

  /** @param keys each once */
  async resolveMany<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    options: EntryOptions<T>,
  ): Promise<Map<string, T>> {
    const call = this.#call(options);
    const held = keys.map((key) => this.#held(key, call));
    const others = keys.map((key, index) => (held[index] ? undefined : this.#joined(key, call)));
    const own = keys.filter((_key, index) => !held[index] && !others[index]);
    const landings = this.#beginBatch(own, load, call);
    const answers = await Promise.all(
      keys.map(async (key, index) => {
        const begun = (): Promise<Landing> => present(landings.get(key));
        return held[index] ?? this.#awaited(key, call, others[index], begun);
      }),
    );
    this.#renewBatch(keys, answers, load, call);
    return new Map(keys.map((key, index) => [key, read<T>(present(answers[index]).entry)]));
  }

  /**
   * Takes a value that the caller has as it is now; the function that is returned stores it, and
   * voids all older entries of its key.
   *
   * @throws UncacheableValueError
   */
  put<T>(key: string, value: T, options: EntryOptions<T>): (row?: string) => Promise<void> {
    const { factory, coherence } = this.#parts;
    const entry = factory.make(key, value, options, coherence.stamp());
    return (row) => this.#replace(entry, row);
  }

  async #replace(entry: Entry, row: string | undefined): Promise<void> {
    const { coherence } = this.#parts;
    const published = coherence.invalidate({ keys: [entry.key] }, row);
    const { tick } = coherence.fences;
    const seq = await published;
    const epoch = seq === undefined ? undefined : coherence.epoch;
    if (entry.ttlMs > 0) {
      await this.#tiers.set(entry.restamped({ tick, epoch, seq: seq ?? 0 }));
    }
  }

  /** A call that asks for a refresh takes nothing stale. */
  #call<T>(options: EntryOptions<T>): Call<T> {
    const terms = termsOf(options, this.#parts.defaults);
    if (options.refresh !== true) return { options, terms, renews: false };
    return { options, terms: { ...terms, revalidateMs: 0, ifErrorMs: 0 }, renews: false };
  }

  /** What memory has for the call without waiting. */
  #held<T>(key: string, { options, terms }: Call<T>): Answer | undefined {
    const begunAtMs = this.#recorder.beginLookup();
    const entry = options.refresh === true ? undefined : this.#tiers.kept(key);
    if (entry === undefined) return undefined;
    const freshness = freshnessOf(entry, terms, this.#clock.now());
    if (freshness === 'expired') return undefined;
    this.#recorder.memoryHit(entry, begunAtMs);
    if (freshness === 'stale') this.#recorder.stale(key, 'revalidate');
    return { entry, freshness, source: freshness === 'stale' ? 'stale' : 'memory' };
  }

  #joined<T>(key: string, { options }: Call<T>): Flight | undefined {
    const flight = options.refresh === true ? undefined : this.#flights.joinable(key);
    if (flight !== undefined) this.#recorder.collapsed(key);
    return flight;
  }

  #awaited<T>(
    key: string,
    { terms }: Call<T>,
    other: Flight | undefined,
    begin: () => Promise<Landing>,
  ): Promise<Answer> {
    if (other === undefined) return this.#standIns.landing(key, terms, begin());
    return this.#standIns.landing(key, terms, other.landing).then(collapsed);
  }

  /** One common load; every key has its own flight, so that others can join it. */
  #beginBatch<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    call: Call<T>,
  ): ReadonlyMap<string, Promise<Landing>> {
    if (keys.length === 0) return new Map();
    const landings = this.#loading.many(keys, load, call);
    return new Map(keys.map((key, index) => [key, this.#fly(key, call, present(landings[index]))]));
  }

  #fly<T>(key: string, { options }: Call<T>, landing: Promise<Landing>): Promise<Landing> {
    const flight = this.#flights.begin(key, staticTags(options));
    return landing.then(
      (landed) => flight.landed(landed),
      (error: unknown) => flight.failed(error),
    );
  }

  /** Not while a load of it is under way, and not right after one has failed. */
  #isToRenew(key: string, { entry, freshness }: Answer): boolean {
    if (freshness === 'fresh' || isQuiet(entry, this.#clock.now())) return false;
    return this.#flights.joinable(key) === undefined;
  }

  #renewBatch<T>(
    keys: readonly string[],
    answers: readonly Answer[],
    load: BatchLoader<T>,
    call: Call<T>,
  ): void {
    const due = keys.filter((key, index) => this.#isToRenew(key, present(answers[index])));
    const landings = this.#beginBatch(due, load, { ...call, renews: true });
    for (const [key, landing] of landings) this.#renewing(key, landing);
  }

  /** Nobody waits for it: its failure is told as an event. */
  #renewing(key: string, landing: Promise<Landing>): void {
    landing.then(
      () => this.#recorder.refreshed(key, false),
      (error: unknown) => {
        this.#recorder.refreshed(key, true);
        this.#standIns.failed(key, 'refresh', error);
      },
    );
  }

  #unexpired(entry: Entry | undefined): Entry | undefined {
    return entry !== undefined && this.#clock.now() < entry.expiresAtMs ? entry : undefined;
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A batch ended without one of its keys.');
  return value;
}
