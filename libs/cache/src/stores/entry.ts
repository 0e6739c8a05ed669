import type { CapturedValue } from '../codec/captured-value';
import { copyValue } from '../codec/copy-value';
import type { NamespaceCounters } from '../internal/namespace-counters';
import type { FifoQueue } from './memory/fifo-queue';

/** Heap bytes of an entry beside its value, and of the text of a tag; measured in V8 12. */
const ENTRY_BYTES = 240;
const TAG_BYTES = 24;

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
  /** How long after its expiry it may be served as stale. Default 0. */
  readonly staleMs?: number;
  /** Its age from which on it is to be renewed. Default: `ttlMs`. */
  readonly refreshAfterMs?: number;
  readonly stamp: Stamp;
}

/** One cached value with what is needed to decide whether it may be served. Flat, for memory's sake. */
export class Entry implements CapturedValue {
  readonly key: string;
  readonly value: unknown;
  readonly shareable: boolean;
  readonly jsonSafe: boolean;
  readonly bytes: number;
  /** Of what is kept as long as the value is, and was made from it later. */
  besideBytes = 0;
  readonly tags: readonly string[];
  readonly ttlMs: number;
  /** In whole milliseconds, which V8 keeps in the object itself. */
  readonly expiresAtMs: number;
  readonly staleMs: number;
  /** Its age, in milliseconds, from which on it is to be renewed. */
  readonly refreshAfterMs: number;
  /** Until then no load is tried again, for one has failed. */
  retryAtMs = 0;
  readonly epoch: string | undefined;
  readonly seq: number;
  /** Up to this tick nothing has invalidated the entry; moved on when that has been verified. */
  verifiedTick: number;
  /** Whom a hit is counted for; set when the entry enters the memory tier. */
  counters: NamespaceCounters | undefined = undefined;
  /** Its place in the memory tier: the queue, its neighbours there, and its uses counted to a small limit. */
  queue: FifoQueue | undefined = undefined;
  older: Entry | undefined = undefined;
  newer: Entry | undefined = undefined;
  uses = 0;

  constructor(content: EntryContent) {
    const { captured, ttlMs, stamp } = content;
    this.key = content.key;
    this.value = captured.value;
    this.shareable = captured.shareable;
    this.jsonSafe = captured.jsonSafe;
    this.bytes = captured.bytes;
    this.tags = content.tags;
    this.ttlMs = ttlMs;
    this.expiresAtMs = Math.floor(content.expiresAtMs);
    this.staleMs = content.staleMs ?? 0;
    this.refreshAfterMs = content.refreshAfterMs ?? ttlMs;
    this.epoch = stamp.epoch;
    this.seq = stamp.seq;
    this.verifiedTick = stamp.tick;
  }

  /** When its value was loaded. */
  get madeAtMs(): number {
    return this.expiresAtMs - this.ttlMs;
  }

  /** From then on a caller renews it; never later than its expiry. */
  get refreshAtMs(): number {
    return this.expiresAtMs - (this.ttlMs - this.refreshAfterMs);
  }

  /** When it is of no use any more, not even as stale. */
  get uselessAtMs(): number {
    return this.expiresAtMs + this.staleMs;
  }

  /** Estimated heap bytes of everything that the memory tier keeps for it. */
  get heapBytes(): number {
    const tagBytes = this.tags.reduce((sum, tag) => sum + TAG_BYTES + tag.length, 0);
    return ENTRY_BYTES + this.key.length + this.bytes + this.besideBytes + tagBytes;
  }

  /** The same entry as of another moment. */
  restamped(stamp: Stamp): Entry {
    return new Entry({
      key: this.key,
      captured: this,
      tags: this.tags,
      ttlMs: this.ttlMs,
      expiresAtMs: this.expiresAtMs,
      staleMs: this.staleMs,
      refreshAfterMs: this.refreshAfterMs,
      stamp,
    });
  }

  /** The value for one caller: the shared frozen one, or a copy of its own. */
  read(): unknown {
    return this.shareable ? this.value : copyValue(this.value);
  }

  /**
   * {@link read} as a promise, a new one each time: callers could change a shared one, and it would
   * keep the context of the first request alive. Captured values hold no functions, so none is a thenable.
   */
  answer(): Promise<unknown> {
    return Promise.resolve(this.read());
  }
}
