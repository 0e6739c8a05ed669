import { LRUCache } from 'lru-cache';
import { capture } from '../../../libs/cache/src/codec/capture';
import { systemClock } from '../../../libs/cache/src/internal/clock';
import { Entry } from '../../../libs/cache/src/stores/entry';
import { MemoryStore } from '../../../libs/cache/src/stores/memory/memory-store';
import type { Trace } from './traces';

/** Parts of the requests, 0 to 1, that a cache of some size would have answered. */
export interface HitRates {
  readonly strata: number;
  readonly lru: number;
  /** What nobody can beat: turns out what is asked for last in the future (Belady 1966). */
  readonly optimum: number;
}

export function hitRates({ requests }: Trace, maxEntries: number): HitRates {
  const rate = (isHit: (key: number, index: number) => boolean): number =>
    requests.filter(isHit).length / requests.length;
  return {
    strata: rate(strata(maxEntries)),
    lru: rate(lru(maxEntries)),
    optimum: rate(optimum(requests, maxEntries)),
  };
}

const CAPTURED = capture(null);
const STAMP = { tick: 0, epoch: undefined, seq: 0 };

function strata(maxEntries: number): (key: number) => boolean {
  const store = new MemoryStore({ maxEntries, maxBytes: 2 ** 40, clock: systemClock });
  return (number) => {
    const key = `k:${number}`;
    if (store.peek(key) !== undefined) return true;
    const life = { ttlMs: 1e9, expiresAtMs: Infinity };
    store.set(new Entry({ key, captured: CAPTURED, tags: [], stamp: STAMP, ...life }));
    return false;
  };
}

function lru(max: number): (key: number) => boolean {
  const cache = new LRUCache<number, true>({ max });
  return (key) => {
    if (cache.get(key) === true) return true;
    cache.set(key, true);
    return false;
  };
}

/** Keeps, at every moment, the keys that are asked for again soonest; a key may also not be let in. */
function optimum(
  requests: Int32Array,
  maxEntries: number,
): (key: number, index: number) => boolean {
  const nextUse = nextUses(requests);
  /** Key by the index of its next request, in which each key stands once. */
  const kept = new Map<number, number>();
  const latest = new Heap();
  return (key, index) => {
    const hit = kept.delete(index);
    const next = nextUse[index] ?? Infinity;
    if (next === Infinity) return hit;
    kept.set(next, key);
    latest.push(next);
    if (kept.size > maxEntries) kept.delete(latest.pop());
    return hit;
  };
}

/** For each request the index of the next one for the same key; Infinity when there is none. */
function nextUses(requests: Int32Array): Float64Array {
  const next = new Float64Array(requests.length).fill(Infinity);
  const seen = new Map<number, number>();
  for (let index = requests.length - 1; index >= 0; index--) {
    const key = requests[index] ?? 0;
    next[index] = seen.get(key) ?? Infinity;
    seen.set(key, index);
  }
  return next;
}

/** The greatest number first. Those long past, whose keys were asked for since, are never reached. */
class Heap {
  readonly #items: number[] = [];

  push(item: number): void {
    let at = this.#items.length;
    for (let parent = (at - 1) >> 1; at > 0 && this.#at(parent) < item; parent = (at - 1) >> 1) {
      this.#items[at] = this.#at(parent);
      at = parent;
    }
    this.#items[at] = item;
  }

  pop(): number {
    const greatest = this.#at(0);
    const last = this.#items.pop() ?? 0;
    if (this.#items.length > 0) this.#sink(last);
    return greatest;
  }

  #sink(item: number): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const child = this.#at(left + 1) > this.#at(left) ? left + 1 : left;
      if (this.#at(child) <= item) break;
      this.#items[at] = this.#at(child);
      at = child;
    }
    this.#items[at] = item;
  }

  #at(index: number): number {
    return this.#items[index] ?? -1;
  }
}
