/** Hits and misses of one minute, or of the part of it that has passed. */
export interface HistoryBucket {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly hits: number;
  readonly misses: number;
}

/** Totals since the start. */
export interface Totals {
  readonly hits: number;
  readonly misses: number;
}

const BUCKET_MS = 60_000;
const BUCKETS = 60;

/** The last hour, minute by minute. It reads the totals once a minute, so that look-ups pay nothing. */
export class HitRateHistory {
  readonly #totals: () => Totals;
  readonly #buckets: HistoryBucket[] = [];
  #startedAt = Date.now();
  #before: Totals = { hits: 0, misses: 0 };
  #timer: NodeJS.Timeout | undefined;

  constructor(totals: () => Totals) {
    this.#totals = totals;
  }

  /** Starts without keeping the process alive. */
  start(): void {
    this.#timer ??= setInterval(() => this.#close(), BUCKET_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The oldest first; the last one goes on. */
  get buckets(): readonly HistoryBucket[] {
    return [...this.#buckets, this.#current()];
  }

  #close(): void {
    this.#buckets.push(this.#current());
    if (this.#buckets.length >= BUCKETS) this.#buckets.shift();
    this.#startedAt = Date.now();
    this.#before = this.#totals();
  }

  #current(): HistoryBucket {
    const { hits, misses } = this.#totals();
    return {
      startedAt: this.#startedAt,
      hits: hits - this.#before.hits,
      misses: misses - this.#before.misses,
    };
  }
}
