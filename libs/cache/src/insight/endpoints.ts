/** Look-ups made for one endpoint. */
export interface EndpointFigures {
  readonly endpoint: string;
  readonly hits: number;
  readonly misses: number;
  /** Calls that joined another call's load. */
  readonly collapsed: number;
  readonly bypassed: number;
}

type Counters = Record<Exclude<keyof EndpointFigures, 'endpoint'>, number>;
type Outcome = Exclude<keyof Counters, 'hits'>;

/** Endpoints counted on their own; further ones are counted together. */
const MAX_ENDPOINTS = 256;
const OTHERS = 'other';

/** Counts look-ups by the endpoint that they are made for. */
export class Endpoints {
  readonly #current: () => string | undefined;
  readonly #counters = new Map<string, Counters>();

  /** @param current the endpoint of the present call; undefined where there is none, and nothing is counted */
  constructor(current: () => string | undefined) {
    this.#current = current;
  }

  /** On the hit path: the property is named here, which is quicker than by a variable. */
  noteHit(): void {
    const endpoint = this.#current();
    if (endpoint !== undefined) this.#of(endpoint).hits += 1;
  }

  note(outcome: Outcome): void {
    const endpoint = this.#current();
    if (endpoint !== undefined) this.#of(endpoint)[outcome] += 1;
  }

  /** A hit of an endpoint that is known where it happened; counted already where the call has one. */
  noteHitOf(endpoint: string): void {
    if (this.#current() === undefined) this.#of(endpoint).hits += 1;
  }

  /** Those with most look-ups first. */
  figures(): EndpointFigures[] {
    const all = [...this.#counters].map(([endpoint, counters]) => ({ endpoint, ...counters }));
    return all.sort((one, other) => lookups(other) - lookups(one));
  }

  #of(endpoint: string): Counters {
    const known = this.#counters.get(endpoint);
    if (known !== undefined) return known;
    if (this.#counters.size >= MAX_ENDPOINTS && endpoint !== OTHERS) return this.#of(OTHERS);
    const counters = { hits: 0, misses: 0, collapsed: 0, bypassed: 0 };
    this.#counters.set(endpoint, counters);
    return counters;
  }
}

function lookups({ hits, misses }: EndpointFigures): number {
  return hits + misses;
}
