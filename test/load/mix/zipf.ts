import type { Random } from '../../support/random';

/** Whole numbers from 0, the k-th of which is drawn in proportion to 1/k: a few often, most of them seldom. */
export class Zipf {
  /** Shares of the numbers up to each. */
  readonly #cumulated: number[] = [];
  readonly #random: Random;

  constructor(count: number, random: Random) {
    this.#random = random;
    let sum = 0;
    for (let rank = 1; rank <= count; rank += 1) this.#cumulated.push((sum += 1 / rank));
  }

  next(): number {
    const drawn = this.#random.next() * (this.#cumulated.at(-1) ?? 0);
    let [low, high] = [0, this.#cumulated.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#cumulated[middle] ?? 0) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
