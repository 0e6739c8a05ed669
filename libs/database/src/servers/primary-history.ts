import { isBefore, type WalPosition } from './wal-position';

/** How far a replica is behind. */
export interface ReplicaLag {
  /** Log that it has not replayed; undefined while it is on another timeline. */
  readonly bytes: number | undefined;
  /** Age of the oldest change that it does not show. */
  readonly ms: number;
}

interface Moment {
  readonly at: number;
  readonly position: WalPosition;
}

/** At four looks a second this is a minute and a half; a lag beyond is told as that. */
const MAX_MOMENTS = 400;

/**
 * Where the primary was when. A lag in time is read from it by this process's clock: the servers' own
 * tell nothing when the primary is idle, or when a replica has lost the primary and does not know.
 */
export class PrimaryHistory {
  readonly #moments: Moment[] = [];

  /** @param at by `performance.now()`, when the primary had at most this position. */
  add(position: WalPosition, at: number): void {
    this.#moments.push({ position, at });
    if (this.#moments.length > MAX_MOMENTS) this.#moments.shift();
  }

  /**
   * The lag of a replica at `position`. While the primary is away no lag grows: nothing happens there.
   * Undefined before the primary was seen.
   */
  lagOf(position: WalPosition): ReplicaLag | undefined {
    const latest = this.#moments.at(-1);
    if (latest === undefined) return undefined;
    const bytes =
      latest.position.timeline === position.timeline
        ? Math.max(0, Number(latest.position.lsn - position.lsn))
        : undefined;
    const missed = this.#moments.find((moment) => isBefore(position, moment.position));
    return { bytes, ms: missed === undefined ? 0 : latest.at - missed.at };
  }
}
