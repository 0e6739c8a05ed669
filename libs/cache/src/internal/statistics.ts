import { isNamespace } from '../cache-key';
import { NamespaceCounters } from './namespace-counters';

/** Namespaces counted on their own; further ones are counted together, so that keys cannot grow it. */
const MAX_NAMESPACES = 256;
const OTHERS = 'other';
/** Stands for the namespaces of what is invalidated by tag or altogether. */
export const ANY = '*';

/** By what a key is counted. One without a namespace is not told by itself: figures show no keys. */
export function countedAs(key: string): string {
  const end = key.indexOf(':');
  return end === -1 ? OTHERS : key.slice(0, end);
}

/** Counts since the start of the process. */
export class Statistics {
  errors = 0;
  invalidations = 0;
  oversized = 0;
  readonly #namespaces = new Map<string, NamespaceCounters>();

  of(namespace: string): NamespaceCounters {
    const known = this.#namespaces.get(namespace);
    if (known !== undefined) return known;
    const isFull = this.#namespaces.size >= MAX_NAMESPACES;
    if (namespace !== OTHERS && (isFull || !isTold(namespace))) return this.of(OTHERS);
    const counters = new NamespaceCounters(namespace);
    this.#namespaces.set(namespace, counters);
    return counters;
  }

  namespaces(): readonly NamespaceCounters[] {
    return [...this.#namespaces.values()];
  }
}

/** What is no namespace by its letters may be part of a key. */
function isTold(namespace: string): boolean {
  return namespace === ANY || isNamespace(namespace);
}
