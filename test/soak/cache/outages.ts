import type { Stall } from './stalls';

/** When one process could not reach Redis. */
interface Outage {
  readonly fromMs: number;
  toMs: number;
}

/** The outages of one process's link to Redis. */
export class Outages {
  /** By their beginnings. */
  readonly #outages: Outage[] = [];
  #open: Outage | undefined;
  readonly #recoveryMs: number;

  /** @param recoveryMs time after an outage in which the process may still be connecting */
  constructor(recoveryMs: number) {
    this.#recoveryMs = recoveryMs;
  }

  begin(atMs: number): void {
    this.#open = { fromMs: atMs, toMs: Infinity };
    this.#insert(this.#open);
  }

  end(atMs: number): void {
    if (this.#open !== undefined) this.#open.toMs = Math.min(this.#open.toMs, atMs);
  }

  /** The process, or what stands between it and Redis, did not run: nothing came or went meanwhile. */
  stood({ fromMs, toMs }: Stall): void {
    const present = this.#outages.findLast((outage) => isDuring(outage, fromMs));
    if (present === undefined) this.#insert({ fromMs, toMs });
    else present.toMs = Math.max(present.toMs, toMs);
  }

  /** When the latest outage began in which, or in the recovery after which, the moment lies: before it, all may have been well. */
  beganBefore(atMs: number): number | undefined {
    return this.#outages.findLast((outage) => this.#covers(outage, atMs))?.fromMs;
  }

  /** The first moment from `atMs` on at which the link works and has recovered. */
  usableFrom(atMs: number): number {
    return this.#outages.reduce(
      (moment, outage) => (this.#covers(outage, moment) ? outage.toMs + this.#recoveryMs : moment),
      atMs,
    );
  }

  /** Cut, and not yet in recovery. */
  cutSince(atMs: number): number | undefined {
    return this.#outages.find((outage) => isDuring(outage, atMs))?.fromMs;
  }

  #insert(outage: Outage): void {
    const at = this.#outages.findLastIndex(({ fromMs }) => fromMs <= outage.fromMs) + 1;
    this.#outages.splice(at, 0, outage);
  }

  #covers({ fromMs, toMs }: Outage, atMs: number): boolean {
    return fromMs <= atMs && atMs < toMs + this.#recoveryMs;
  }
}

function isDuring({ fromMs, toMs }: Outage, atMs: number): boolean {
  return fromMs <= atMs && atMs < toMs;
}
