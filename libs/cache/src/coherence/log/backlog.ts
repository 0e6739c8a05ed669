import { countNames, type Names } from '../names';

/** Names kept while Redis is away; beyond it everything is invalidated instead. */
const MAX_NAMES = 10_000;

/** An invalidation that waits for the log. */
export interface Kept {
  readonly names: Names;
  /** Where the outbox holds it, if it does. */
  row: string | undefined;
  /** On the wall clock. */
  readonly madeAtMs: number;
}

/** Invalidations that the log has not taken yet, in their order. */
export class Backlog {
  #waiting: Kept[] = [];
  #count = 0;

  get size(): number {
    return this.#waiting.length;
  }

  /** Adds one. Returns what had to be dropped for "everything" because there were too many. */
  add(kept: Kept): readonly Kept[] {
    this.#waiting.push(kept);
    this.#count += countNames(kept.names);
    if (this.#count <= MAX_NAMES) return [];
    const dropped = this.#waiting;
    const { madeAtMs } = dropped[0] ?? kept;
    this.#waiting = [{ names: { all: true }, row: undefined, madeAtMs }];
    this.#count = 1;
    return dropped;
  }

  /** The oldest, so many at the most. */
  take(count: number): readonly Kept[] {
    const taken = this.#waiting.splice(0, count);
    for (const { names } of taken) this.#count -= countNames(names);
    return taken;
  }

  /** Gives back what has been taken and could not be published. */
  giveBack(taken: readonly Kept[]): void {
    this.#waiting.unshift(...taken);
    for (const { names } of taken) this.#count += countNames(names);
  }
}
