import { countNames, type Names } from '../names';

/** Names kept while Redis is away; beyond it everything is invalidated instead. */
const MAX_NAMES = 10_000;

/** Invalidations that the log has not taken yet, in their order. */
export class Backlog {
  #waiting: Names[] = [];
  #count = 0;

  get size(): number {
    return this.#waiting.length;
  }

  /** Adds one. Returns what had to be dropped for "everything" because there were too many. */
  add(names: Names): readonly Names[] {
    this.#waiting.push(names);
    this.#count += countNames(names);
    if (this.#count <= MAX_NAMES) return [];
    const dropped = this.takeAll();
    this.add({ all: true });
    return dropped;
  }

  takeAll(): Names[] {
    const taken = this.#waiting;
    this.#waiting = [];
    this.#count = 0;
    return taken;
  }
}
