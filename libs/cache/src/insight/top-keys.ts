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

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @param weight how many look-ups this one stands for. */
  add(key: string, weight: number): void {
    const known = this.#counts.get(key);
    if (known !== undefined) known.count += weight;
    else this.#counts.set(key, { count: this.#makeRoom() + weight, error: this.#lastError });
  }

  /** The most frequent first. */
  top(limit: number): KeyCount[] {
    const counts = [...this.#counts].map(([key, figures]) => ({ key, ...figures }));
    return counts.sort((one, other) => other.count - one.count).slice(0, limit);
  }

  #lastError = 0;

  /** Takes away the rarest key, whose count the new one inherits. Looks at all: `capacity` is small. */
  #makeRoom(): number {
    this.#lastError = 0;
    if (this.#counts.size < this.#capacity) return 0;
    let rarest = '';
    let least = Infinity;
    for (const [key, { count }] of this.#counts) {
      if (count < least) [rarest, least] = [key, count];
    }
    this.#counts.delete(rarest);
    this.#lastError = least;
    return least;
  }
}
