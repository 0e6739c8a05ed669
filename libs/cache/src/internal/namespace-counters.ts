/** How much the latest load weighs in the mean of its namespace. */
const LATEST_WEIGHT = 0.2;

/** What hits have spared. */
export interface Saved {
  readonly loadMs: number;
  /** In the unit that `cost` is declared in. */
  readonly cost: number;
}

/** What has happened in one namespace. */
export class NamespaceCounters {
  readonly namespace: string;
  memoryHits = 0;
  redisHits = 0;
  misses = 0;
  stale = 0;
  collapsed = 0;
  bypassed = 0;
  loads = 0;
  loadFailures = 0;
  refreshes = 0;
  refreshFailures = 0;
  evictions = 0;
  invalidations = 0;
  /** Of what one value takes to load; recent loads weigh most. */
  #mean: Saved | undefined;
  #saved: Saved = { loadMs: 0, cost: 0 };
  /** Hits that `#saved` counts. */
  #settledHits = 0;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  get hits(): number {
    return this.memoryHits + this.redisHits;
  }

  /** A load has given values, one of which took this much. */
  loaded(each: Saved): void {
    this.#settle();
    const mean = this.#mean ?? each;
    this.#mean = {
      loadMs: mean.loadMs + (each.loadMs - mean.loadMs) * LATEST_WEIGHT,
      cost: mean.cost + (each.cost - mean.cost) * LATEST_WEIGHT,
    };
  }

  /** Each hit counts as the mean of its moment. */
  get saved(): Saved {
    this.#settle();
    return this.#saved;
  }

  /** Adds what the hits since the last change of the mean have spared, so that a hit itself only counts. */
  #settle(): void {
    const hits = this.hits - this.#settledHits;
    const { loadMs, cost } = this.#mean ?? { loadMs: 0, cost: 0 };
    this.#saved = {
      loadMs: this.#saved.loadMs + hits * loadMs,
      cost: this.#saved.cost + hits * cost,
    };
    this.#settledHits = this.hits;
  }
}
