import type { Fences } from '../coherence/fences';
import type { Entry } from '../stores/entry';
import { type Deferred, deferred } from './deferred';
import type { Freshness } from './terms';

/** How a flight ended: with an entry, and where it came from. */
export interface Landing {
  readonly entry: Entry;
  readonly source: 'redis' | 'load' | 'collapsed' | 'stale';
  readonly freshness: Freshness;
}

/** A look-up, and the load that may follow it, on which several callers can wait. */
export class Flight {
  readonly key: string;
  /** Invalidations up to this tick came before it. */
  readonly tick: number;
  /** undefined: known only when the value is. */
  readonly tags: readonly string[] | undefined;
  readonly #flights: Map<string, Flight>;
  #joined: Deferred<Landing> | undefined;

  constructor(
    flights: Map<string, Flight>,
    key: string,
    tags: readonly string[] | undefined,
    tick: number,
  ) {
    this.#flights = flights;
    this.key = key;
    this.tags = tags;
    this.tick = tick;
    flights.set(key, this);
  }

  /** For those who join: made when the first of them comes. */
  get landing(): Promise<Landing> {
    this.#joined ??= deferred();
    return this.#joined.promise;
  }

  /** Ends it; gives the landing on. */
  landed(landing: Landing): Landing {
    this.#end();
    this.#joined?.resolve(landing);
    return landing;
  }

  /** Ends it; throws the error on. */
  failed(error: unknown): never {
    this.#end();
    this.#joined?.reject(error);
    throw error;
  }

  #end(): void {
    if (this.#flights.get(this.key) === this) this.#flights.delete(this.key);
  }
}

/** The flights under way, one a key: the latest. */
export class Flights {
  readonly #flights = new Map<string, Flight>();
  readonly #fences: Fences;

  constructor(fences: Fences) {
    this.#fences = fences;
  }

  /** The flight that a caller who comes now may join: none that began before an invalidation of it. */
  joinable(key: string): Flight | undefined {
    const flight = this.#flights.get(key);
    return flight !== undefined && this.#isCurrent(key, flight) ? flight : undefined;
  }

  /** Begins a flight, which goes on until it is told how it has ended. */
  begin(key: string, tags: readonly string[] | undefined): Flight {
    return new Flight(this.#flights, key, tags, this.#fences.tick);
  }

  #isCurrent(key: string, { tick, tags }: Flight): boolean {
    if (tags === undefined) return tick === this.#fences.tick;
    return this.#fences.holdsSince({ key, tags }, tick);
  }
}
