import type { Fences } from '../coherence/fences';
import type { Entry } from '../stores/entry';
import type { Freshness } from './terms';

/** How a flight ended: with an entry, and where it came from. */
export interface Landing {
  readonly entry: Entry;
  readonly source: 'redis' | 'load' | 'collapsed' | 'stale';
  readonly freshness: Freshness;
}

/** A look-up, and the load that may follow it, on which several callers can wait. */
export interface Flight {
  readonly landing: Promise<Landing>;
  /** Invalidations up to this tick came before it. */
  readonly tick: number;
  /** undefined: known only when the value is. */
  readonly tags: readonly string[] | undefined;
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

  /** Begins a flight and returns its landing, with which it ends by itself, whichever way. */
  begin(
    key: string,
    tags: readonly string[] | undefined,
    land: () => Promise<Landing>,
  ): Promise<Landing> {
    const { tick } = this.#fences;
    const landing = land();
    const flight: Flight = { landing, tick, tags };
    this.#flights.set(key, flight);
    const end = (): void => this.#end(key, flight);
    // Both ways are handled here; whoever awaits the landing meets a failure.
    landing.then(end, end);
    return landing;
  }

  #isCurrent(key: string, { tick, tags }: Flight): boolean {
    if (tags === undefined) return tick === this.#fences.tick;
    return this.#fences.holdsSince({ key, tags }, tick);
  }

  #end(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
