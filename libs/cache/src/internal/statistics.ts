/** Namespaces counted on their own; further ones are counted together, so that keys cannot grow it. */
const MAX_NAMESPACES = 256;
const OTHERS = 'other';

/** What has happened in one namespace. */
export interface NamespaceCounters {
  readonly namespace: string;
  memoryHits: number;
  redisHits: number;
  misses: number;
  /** Of recent loads, the last ones weigh most. */
  meanLoadMs: number;
  /** What hits have spared, each counted as the mean of that moment. */
  savedLoadMs: number;
}

/** Counts since the start of the process. */
export class Statistics {
  loads = 0;
  loadFailures = 0;
  collapsed = 0;
  bypassed = 0;
  stale = 0;
  refreshes = 0;
  refreshFailures = 0;
  errors = 0;
  invalidations = 0;
  evictions = 0;
  oversized = 0;
  readonly #namespaces = new Map<string, NamespaceCounters>();

  of(namespace: string): NamespaceCounters {
    const known = this.#namespaces.get(namespace);
    if (known !== undefined) return known;
    if (this.#namespaces.size >= MAX_NAMESPACES && namespace !== OTHERS) return this.of(OTHERS);
    const counts = { memoryHits: 0, redisHits: 0, misses: 0, meanLoadMs: 0, savedLoadMs: 0 };
    const counters = { namespace, ...counts };
    this.#namespaces.set(namespace, counters);
    return counters;
  }

  namespaces(): readonly NamespaceCounters[] {
    return [...this.#namespaces.values()];
  }
}
