/** When one process could not reach Redis. */
interface Outage {
  readonly fromMs: number;
  toMs: number;
}

/** The outages of one process's link to Redis. */
export class Outages {
  readonly #outages: Outage[] = [];
  readonly #recoveryMs: number;

  /** @param recoveryMs time after an outage in which the process may still be connecting */
  constructor(recoveryMs: number) {
    this.#recoveryMs = recoveryMs;
  }

  begin(atMs: number): void {
    this.#outages.push({ fromMs: atMs, toMs: Infinity });
  }

  end(atMs: number): void {
    const last = this.#outages.at(-1);
    if (last !== undefined) last.toMs = Math.min(last.toMs, atMs);
  }

  /** When the outage began in which, or in the recovery after which, the moment lies. */
  beganBefore(atMs: number): number | undefined {
    return this.#outages.find((outage) => this.#covers(outage, atMs))?.fromMs;
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
    return this.#outages.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)?.fromMs;
  }

  #covers({ fromMs, toMs }: Outage, atMs: number): boolean {
    return fromMs <= atMs && atMs < toMs + this.#recoveryMs;
  }
}
