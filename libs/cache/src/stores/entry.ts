import type { CapturedValue } from '../codec/captured-value';
import { copyValue } from '../codec/copy-value';
import type { NamespaceCounters } from '../internal/statistics';

/** When a value was loaded, in the two orders of invalidations. */
export interface Stamp {
  /** Local order, see Fences.tick. */
  readonly tick: number;
  /** The shared log in use when the load began; undefined without one. */
  readonly epoch: string | undefined;
  /** What of that log had been applied when the load began. */
  readonly seq: number;
}

/** What an entry is made of. */
export interface EntryContent {
  readonly key: string;
  readonly captured: CapturedValue;
  readonly tags: readonly string[];
  readonly ttlMs: number;
  /** On the monotonic clock of this process. */
  readonly expiresAtMs: number;
  readonly stamp: Stamp;
}

/** One cached value with what is needed to decide whether it may be served. Flat, for memory's sake. */
export class Entry implements CapturedValue {
  readonly key: string;
  readonly value: unknown;
  readonly shareable: boolean;
  readonly jsonSafe: boolean;
  readonly bytes: number;
  readonly tags: readonly string[];
  readonly ttlMs: number;
  readonly expiresAtMs: number;
  readonly epoch: string | undefined;
  readonly seq: number;
  /** Up to this tick nothing has invalidated the entry; moved on when that has been verified. */
  verifiedTick: number;
  /** Whom a hit is counted for; set when the entry enters the memory tier. */
  counters: NamespaceCounters | undefined = undefined;
  /** The answer to every hit on a shareable value: one promise for all, made at the first hit. */
  #answer: Promise<unknown> | undefined = undefined;

  constructor({ key, captured, tags, ttlMs, expiresAtMs, stamp }: EntryContent) {
    this.key = key;
    this.value = captured.value;
    this.shareable = captured.shareable;
    this.jsonSafe = captured.jsonSafe;
    this.bytes = captured.bytes;
    this.tags = tags;
    this.ttlMs = ttlMs;
    this.expiresAtMs = expiresAtMs;
    this.epoch = stamp.epoch;
    this.seq = stamp.seq;
    this.verifiedTick = stamp.tick;
  }

  /** The same entry as of another moment. */
  restamped(stamp: Stamp): Entry {
    const { key, tags, ttlMs, expiresAtMs } = this;
    return new Entry({ key, captured: this, tags, ttlMs, expiresAtMs, stamp });
  }

  /** The value for one caller: the shared frozen one, or a copy of its own. */
  read(): unknown {
    return this.shareable ? this.value : copyValue(this.value);
  }

  /** {@link read} as a promise. Captured values hold no functions, so none of them is a thenable. */
  answer(): Promise<unknown> {
    if (!this.shareable) return Promise.resolve(this.read());
    return (this.#answer ??= Promise.resolve(this.value));
  }
}
