import type { Entry } from '../entry';

/**
 * Entries, first in, first out; one can also leave from the middle. The links are fields of the
 * entries, so that no node is made for them.
 */
export class FifoQueue {
  #oldest: Entry | undefined = undefined;
  #newest: Entry | undefined = undefined;
  #size = 0;
  #bytes = 0;

  get oldest(): Entry | undefined {
    return this.#oldest;
  }

  get size(): number {
    return this.#size;
  }

  /** Estimated heap bytes of all entries. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param entry stands in no queue */
  push(entry: Entry): void {
    entry.queue = this;
    entry.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
    this.#size++;
    this.#bytes += entry.heapBytes;
  }

  /** @param entry stands in this queue */
  grow(entry: Entry, bytes: number): void {
    entry.besideBytes += bytes;
    this.#bytes += bytes;
  }

  /** @param entry stands in this queue */
  remove(entry: Entry): void {
    const { older, newer } = entry;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    entry.queue = entry.older = entry.newer = undefined;
    this.#size--;
    this.#bytes -= entry.heapBytes;
  }
}
