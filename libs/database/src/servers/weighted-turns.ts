/** Something that is chosen as often as its weight says, beside the others. */
export interface Weighted {
  readonly weight: number;
}

/**
 * Chooses in turn, by weight, without bursts: with weights 3 and 1 every fourth choice is the second.
 * The smooth weighted round-robin of nginx (`ngx_http_upstream_round_robin.c`).
 */
export class WeightedTurns<T extends Weighted> {
  readonly #credit = new Map<T, number>();

  /** One of `candidates`, which may change from call to call; undefined when there are none. */
  next(candidates: readonly T[]): T | undefined {
    let chosen: T | undefined;
    let total = 0;
    for (const candidate of candidates) {
      total += candidate.weight;
      this.#add(candidate, candidate.weight);
      if (chosen === undefined || this.#of(candidate) > this.#of(chosen)) chosen = candidate;
    }
    if (chosen !== undefined) this.#add(chosen, -total);
    return chosen;
  }

  #of(candidate: T): number {
    return this.#credit.get(candidate) ?? 0;
  }

  #add(candidate: T, credit: number): void {
    this.#credit.set(candidate, this.#of(candidate) + credit);
  }
}
