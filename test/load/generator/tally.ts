import { Histogram, type HistogramData } from './histogram';
import type { Failure } from './open-loop';

/** Requests that were not sent, because too many were under way. */
export const NOT_SENT = 'not sent';
/** Requests that were given up without an answer. */
export const TIMED_OUT = 'timeout';

/** What happened within one second. */
export interface Second {
  /** Counted from the start of the run. */
  readonly second: number;
  /** Requests that were due. */
  readonly due: number;
  /** Requests that were answered as they should be. */
  readonly answered: number;
  /** Requests under way at its end. */
  readonly inFlight: number;
  readonly errors: Readonly<Record<string, number>>;
  /**
   * Microseconds from when a request was due to the end of its answer, for those that ended in this second: the
   * well answered, and the timed out with the time they waited. Other failures may be quick and would flatter.
   */
  readonly latency: HistogramData;
  /** Microseconds by which requests were sent later than they were due: what the generator itself adds. */
  readonly lateness: HistogramData;
}

/** Counts what happens, second by second. */
export class Tally {
  #second = 0;
  #due = 0;
  #answered = 0;
  #inFlight = 0;
  #errors: Record<string, number> = {};
  #latency = new Histogram();
  #lateness = new Histogram();

  get inFlight(): number {
    return this.#inFlight;
  }

  sent(latenessMs: number): void {
    this.#due += 1;
    this.#inFlight += 1;
    this.#lateness.record(latenessMs * 1_000);
  }

  notSent(): void {
    this.#due += 1;
    this.#count(NOT_SENT);
  }

  ended(latencyMs: number, failure: Failure): void {
    this.#inFlight -= 1;
    if (failure === undefined) this.#answered += 1;
    else this.#count(failure);
    if (failure === undefined || failure.startsWith(TIMED_OUT))
      this.#latency.record(latencyMs * 1_000);
  }

  /** What has happened since the last call; the next second begins. */
  next(): Second {
    const ended = {
      second: this.#second,
      due: this.#due,
      answered: this.#answered,
      inFlight: this.#inFlight,
      errors: this.#errors,
      latency: this.#latency.data,
      lateness: this.#lateness.data,
    };
    this.#second += 1;
    this.#due = this.#answered = 0;
    this.#errors = {};
    this.#latency = new Histogram();
    this.#lateness = new Histogram();
    return ended;
  }

  #count(failure: string): void {
    this.#errors[failure] = (this.#errors[failure] ?? 0) + 1;
  }
}
