/** How long something took, since the start. All milliseconds; 0 before the first. */
export interface DurationSummary {
  readonly count: number;
  readonly meanMs: number;
  /** At most so long were half, 95 % and 99 % of them; too much by a factor of two at worst. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Ranges that double from a microsecond on; the last takes all above 19 hours. */
const RANGES = 37;
const SHORTEST_MS = 0.001;

/** Durations, counted by range: of constant size, whatever comes. */
export class Durations {
  readonly #counts = new Float64Array(RANGES);
  #count = 0;
  #sumMs = 0;
  #maxMs = 0;

  add(durationMs: number): void {
    const range = Math.ceil(Math.log2(durationMs / SHORTEST_MS));
    const index = Math.min(RANGES - 1, Math.max(0, range));
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#count += 1;
    this.#sumMs += durationMs;
    this.#maxMs = Math.max(this.#maxMs, durationMs);
  }

  summary(): DurationSummary {
    return {
      count: this.#count,
      meanMs: this.#count === 0 ? 0 : this.#sumMs / this.#count,
      p50Ms: this.#atMost(0.5),
      p95Ms: this.#atMost(0.95),
      p99Ms: this.#atMost(0.99),
      maxMs: this.#maxMs,
    };
  }

  /** The upper end of the range that this part of them reaches. */
  #atMost(part: number): number {
    let count = 0;
    const range = this.#counts.findIndex((inRange) => (count += inRange) >= part * this.#count);
    return Math.min(this.#maxMs, SHORTEST_MS * 2 ** range);
  }
}
