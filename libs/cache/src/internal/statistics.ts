import { NamespaceCounters } from './namespace-counters';

/** Namespaces counted on their own; further ones are counted together, so that keys cannot grow it. */
const MAX_NAMESPACES = 256;
const OTHERS = 'other';

/** Counts since the start of the process. */
export class Statistics {
  errors = 0;
  invalidations = 0;
  oversized = 0;
  readonly #namespaces = new Map<string, NamespaceCounters>();

  of(namespace: string): NamespaceCounters {
    const known = this.#namespaces.get(namespace);
    if (known !== undefined) return known;
    if (this.#namespaces.size >= MAX_NAMESPACES && namespace !== OTHERS) return this.of(OTHERS);
    const counters = new NamespaceCounters(namespace);
    this.#namespaces.set(namespace, counters);
    return counters;
  }

  namespaces(): readonly NamespaceCounters[] {
    return [...this.#namespaces.values()];
  }
}
