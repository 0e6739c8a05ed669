import type { Stamp } from '../stores/entry';
import { Fences } from './fences';
import type { Names } from './names';

/** Carries invalidations of this process to the others. */
export interface InvalidationPublisher {
  /**
   * Enters the names in the fences at once, then publishes. Never rejects.
   *
   * @returns the place in the log; undefined when the log cannot be reached: the publisher then
   *   keeps the names and publishes them later
   */
  publish(names: Names): Promise<number | undefined>;
}

/**
 * What this process knows of invalidations, and until when that knowledge may be relied on.
 * Alone it orders the loads and entries of one process; with a publisher and a follower of the
 * shared log it is kept in step with the others.
 */
export class Coherence {
  readonly fences: Fences;
  /** Entries may be served until then (monotonic). Infinity without a shared log. */
  trustedUntilMs = Infinity;
  #epoch: string | undefined;
  #applied = 0;
  #publisher: InvalidationPublisher | undefined;

  constructor(maxTrackedNames: number) {
    this.fences = new Fences(maxTrackedNames);
  }

  /** The shared log in use; undefined without one. */
  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** Records of the log up to this one are applied. */
  get applied(): number {
    return this.#applied;
  }

  get shared(): boolean {
    return this.#publisher !== undefined;
  }

  /** From now on nothing is served until the log has been read. */
  share(publisher: InvalidationPublisher): void {
    this.#publisher = publisher;
    this.distrust();
  }

  /** For a load that begins now. */
  stamp(): Stamp {
    return { tick: this.fences.tick, epoch: this.#epoch, seq: this.#applied };
  }

  /**
   * Voids the names, in this process before the first await.
   *
   * @returns the place in the shared log, if it was reached
   */
  async invalidate(names: Names): Promise<number | undefined> {
    if (this.#publisher !== undefined) return this.#publisher.publish(names);
    this.fences.raise(names);
    return undefined;
  }

  /** A new log, or one with a gap: everything stamped below `floorSeq` is void. */
  startLog(epoch: string, floorSeq: number): void {
    this.fences.startLog(floorSeq);
    this.#epoch = epoch;
    this.#applied = floorSeq;
  }

  /** The next record of the log. `own`: written by this process. */
  apply(names: Names, seq: number, own: boolean): void {
    this.fences.apply(names, seq, own);
    this.#applied = seq;
  }

  trustUntil(timeMs: number): void {
    this.trustedUntilMs = Math.max(this.trustedUntilMs, timeMs);
  }

  distrust(): void {
    this.trustedUntilMs = -Infinity;
  }
}
