import type { Entry } from '../entry';
import { FifoQueue } from './fifo-queue';
import { Ghosts } from './ghosts';

/** Part of the room in which new entries must prove themselves. */
const PROBATION_SHARE = 0.1;

/** Uses counted of an entry: as many more rounds through the main queue it is granted. */
const MAX_USES = 3;

/** Entries that one eviction lets pass because they were used; then the next goes, so that its work is bounded. */
const MAX_PASSED = 1_000;

export interface S3FifoLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/**
 * Which entries stay: S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: "FIFO queues are all you need for
 * cache eviction", SOSP 2023). A new entry enters a short queue; only when it was used before it
 * reaches the end does it move to the main one, so that a scan passes through without turning out
 * what is used. A key that comes back soon after it was turned out enters the main queue at once.
 * A hit counts to three and moves nothing.
 */
export class S3Fifo {
  readonly #probation = new FifoQueue();
  readonly #main = new FifoQueue();
  readonly #ghosts = new Ghosts();
  readonly #limits: S3FifoLimits;

  constructor(limits: S3FifoLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#probation.bytes + this.#main.bytes;
  }

  get overfull(): boolean {
    return this.#size > this.#limits.maxEntries || this.bytes > this.#limits.maxBytes;
  }

  /** The largest entry that can be admitted: a larger one would pass probation by no chance. */
  get maxEntryBytes(): number {
    return this.#limits.maxBytes * PROBATION_SHARE;
  }

  add(entry: Entry): void {
    entry.uses = 0;
    (this.#ghosts.take(entry.key) ? this.#main : this.#probation).push(entry);
  }

  /** The new entry of a key takes the place in which the old one has proved itself; that counts as a use. */
  replace(old: Entry, entry: Entry): void {
    const { queue = this.#probation, uses } = old;
    queue.remove(old);
    entry.uses = uses;
    this.use(entry);
    queue.push(entry);
  }

  use(entry: Entry): void {
    if (entry.uses < MAX_USES) entry.uses++;
  }

  remove(entry: Entry): void {
    entry.queue?.remove(entry);
  }

  /** Takes out the entry that is worth least; undefined when there is none. */
  evict(nowMs: number): Entry | undefined {
    for (let passed = 0; ; passed++) {
      const queue = this.#isProbationFull() ? this.#probation : this.#main;
      const entry = queue.oldest;
      if (entry === undefined) return undefined;
      queue.remove(entry);
      if (entry.uses === 0 || passed >= MAX_PASSED || entry.uselessAtMs <= nowMs) {
        if (queue === this.#probation) this.#ghosts.add(entry.key, this.#size);
        return entry;
      }
      entry.uses = queue === this.#probation ? 0 : entry.uses - 1;
      this.#main.push(entry);
    }
  }

  clear(): void {
    this.#ghosts.clear();
  }

  get #size(): number {
    return this.#probation.size + this.#main.size;
  }

  #isProbationFull(): boolean {
    const { maxEntries, maxBytes } = this.#limits;
    const { size, bytes } = this.#probation;
    return (
      this.#main.size === 0 ||
      size > Math.max(1, PROBATION_SHARE * maxEntries) ||
      bytes > PROBATION_SHARE * maxBytes
    );
  }
}
