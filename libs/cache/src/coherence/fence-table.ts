/** The last invalidation of one name. */
export interface Fence {
  /** Local order: what was loaded at an earlier tick is void. */
  tick: number;
  /** Order in the shared log: what was stored with an earlier stamp is void. 0: not in the log yet. */
  seq: number;
  /** Invalidations of this name that are not in the shared log yet; while any, Redis is not asked. */
  pending: number;
}

/** Fences by name, the oldest forgotten beyond a bound. */
export class FenceTable {
  /** Highest tick and seq of any fence here: entries above both need no look-up. */
  newestTick = 0;
  newestSeq = 0;
  pending = 0;
  readonly #fences = new Map<string, Fence>();
  readonly #maxNames: number;
  readonly #onForget: (fence: Fence) => void;

  constructor(maxNames: number, onForget: (fence: Fence) => void) {
    this.#maxNames = maxNames;
    this.#onForget = onForget;
  }

  get(name: string): Fence | undefined {
    return this.#fences.get(name);
  }

  entries(): IterableIterator<[string, Fence]> {
    return this.#fences.entries();
  }

  /** Notes an invalidation; `seq` 0 leaves the place in the log as it was. */
  raise(name: string, tick: number, seq: number, pending: number): void {
    const fence = this.#fences.get(name) ?? { tick: 0, seq: 0, pending: 0 };
    fence.tick = Math.max(fence.tick, tick);
    fence.seq = Math.max(fence.seq, seq);
    fence.pending += pending;
    this.pending += pending;
    this.newestTick = Math.max(this.newestTick, tick);
    this.newestSeq = Math.max(this.newestSeq, seq);
    this.#fences.delete(name);
    this.#fences.set(name, fence);
    if (this.#fences.size > this.#maxNames) this.#forgetOldest();
  }

  /** Forgets the order in the log, which has begun anew; what is pending stays pending. */
  forgetLog(): void {
    this.newestSeq = 0;
    for (const [name, fence] of this.#fences) {
      fence.seq = 0;
      if (fence.pending === 0) this.#fences.delete(name);
    }
  }

  /** Pending names are kept, whatever their number: the publisher bounds it. */
  #forgetOldest(): void {
    for (const [name, fence] of this.#fences) {
      if (fence.pending > 0) continue;
      this.#fences.delete(name);
      this.#onForget(fence);
      return;
    }
  }
}
