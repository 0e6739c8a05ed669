import type { Stamp } from '../stores/entry';
import { Fences } from './fences';
import type { Names } from './names';
import { SourceHistory } from './source-history';

/** A place in the shared log. */
export interface CachePosition {
  /** Which log; places of different logs cannot be compared. */
  readonly epoch: string;
  /** How many of its records. */
  readonly sequence: number;
}

/** The log counts as heard of for this long. */
const IN_TOUCH_MS = 1_000;

const NO_REPLICAS = new SourceHistory(undefined, () => undefined);

interface Lifetime {
  readonly expiresAtMs: number;
  readonly ttlMs: number;
}

/** Carries invalidations of this process to the others. */
export interface InvalidationPublisher {
  /**
   * Enters the names in the fences at once, then publishes. Never rejects.
   *
   * @param row where the outbox holds them; removed from there once they are published
   * @returns the place in the log; undefined when the log cannot be reached: the publisher then
   *   keeps the names and publishes them later
   */
  publish(names: Names, row?: string): Promise<number | undefined>;
}

/**
 * What this process knows of invalidations, and until when that knowledge may be relied on.
 * Alone it orders the loads and entries of one process; with a publisher and a follower of the
 * shared log it is kept in step with the others.
 */
export class Coherence {
  readonly fences: Fences;
  /** What loads must see. */
  readonly source: SourceHistory;
  /** Entries may be served until then (monotonic). Infinity without a shared log. */
  trustedUntilMs = Infinity;
  /** Until then the outbox vouches for entries in memory that are young enough. */
  #outboxUntilMs = -Infinity;
  readonly #maxStaleMs: number;
  #epoch: string | undefined;
  #applied = 0;
  #publisher: InvalidationPublisher | undefined;

  /** @param maxStaleMs how long knowledge of invalidations is good for */
  constructor(maxTrackedNames: number, maxStaleMs = 5_000, source = NO_REPLICAS) {
    this.fences = new Fences(maxTrackedNames);
    this.source = source;
    this.#maxStaleMs = maxStaleMs;
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
   * @param row where the outbox holds them, if it does
   * @returns the place in the shared log, if it was reached
   */
  async invalidate(names: Names, row?: string): Promise<number | undefined> {
    if (this.#publisher !== undefined) return this.#publisher.publish(names, row);
    this.fences.raise(names);
    void this.source.sample();
    return undefined;
  }

  /** A new log, or one with a gap: everything stamped below `floorSeq` is void. */
  startLog(epoch: string, floorSeq: number): void {
    this.fences.startLog(floorSeq);
    void this.source.sample();
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

  /** What this process has applied, and what it has published itself; undefined without a shared log. */
  get position(): CachePosition | undefined {
    if (this.#epoch === undefined) return undefined;
    return { epoch: this.#epoch, sequence: Math.max(this.#applied, this.fences.newestSeq) };
  }

  /** Whether everything up to a position is applied here. Of another log nobody can tell. */
  hasReached({ epoch, sequence }: CachePosition): boolean {
    return epoch === this.#epoch && this.#applied >= sequence;
  }

  /** What was invalidated up to `sentAtMs` is applied: entries may be served for a while from then. */
  heard(sentAtMs: number): void {
    this.trustUntil(sentAtMs + this.#maxStaleMs);
  }

  /** Whether the log was heard of within the last second. */
  inTouch(nowMs: number): boolean {
    return nowMs < this.trustedUntilMs - Math.max(0, this.#maxStaleMs - IN_TOUCH_MS);
  }

  /** The outbox has been read and applied; it vouches for memory until `timeMs`. */
  outboxReadUntil(timeMs: number): void {
    this.#outboxUntilMs = timeMs;
  }

  /**
   * Whether an entry in memory may be served although the log has not been heard of in time: the
   * outbox is being read, and the entry is so young that it is within the bound whatever else happened.
   */
  vouchedByOutbox({ expiresAtMs, ttlMs }: Lifetime, nowMs: number): boolean {
    return nowMs < this.#outboxUntilMs && nowMs < expiresAtMs - ttlMs + this.#maxStaleMs;
  }

  distrust(): void {
    this.trustedUntilMs = -Infinity;
  }
}
