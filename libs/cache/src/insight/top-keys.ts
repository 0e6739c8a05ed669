/** How often a key was asked for, at most; too much by `error` at worst. */
export interface KeyCount {
  readonly key: string;
  readonly count: number;
  readonly error: number;
}

/**
 * The keys that are asked for most, within a fixed number of counters: "space-saving" (Metwally,
 * Agrawal, El Abbadi, 2005). A key asked for more often than one in `capacity` is among them for certain.
 */
export class TopKeys {
  readonly #capacity: number;
  readonly #counts = new Map<string, { count: number; error: number }>();
  /** The least count when the present round over the counters began. */
  #least = 0;
  #round = this.#counts.entries();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Whether a further key would take over the counter of another. */
  get full(): boolean {
    return this.#counts.size >= this.#capacity;
  }

  /** @param weight how many look-ups this one stands for. */
  add(key: string, weight: number): void {
    const known = this.#counts.get(key);
    if (known !== undefined) {
      known.count += weight;
      return;
    }
    const error = this.#makeRoom();
    this.#counts.set(key, { count: error + weight, error });
  }

  /** The most frequent first. */
  top(limit: number): KeyCount[] {
    const counts = [...this.#counts].map(([key, figures]) => ({ key, ...figures }));
    return counts.sort((one, other) => other.count - one.count).slice(0, limit);
  }

  /**
   * Takes away a key of the least count, which the new one inherits. Counts only grow: no key that the round
   * has passed can have become rarest before all have been looked at.
   */
  #makeRoom(): number {
    if (!this.full) return 0;
    for (;;) {
      const { value, done } = this.#round.next();
      if (done === true) {
        this.#beginRound();
      } else if (value[1].count === this.#least) {
        this.#counts.delete(value[0]);
        return this.#least;
      }
    }
  }

  #beginRound(): void {
    this.#least = Infinity;
    for (const { count } of this.#counts.values()) this.#least = Math.min(this.#least, count);
    this.#round = this.#counts.entries();
  }
}
