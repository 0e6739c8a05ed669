import type { Clock } from '../../internal/clock';
import type { RedisConnection } from '../../stores/redis/redis-connection';
import type { Coherence } from '../coherence';
import type { LogKeys } from './log-keys';

/** Pause between two heartbeats. */
const INTERVAL_MS = 500;

/** Heartbeats in a row without an answer after which the link is taken for dead. */
const MISSES_TO_RESET = 2;

/** A follower that is behind for longer than this is on a dead connection. */
const MAX_LAG_MS = 1_000;

export interface HeartbeatOptions {
  readonly connection: RedisConnection;
  readonly coherence: Coherence;
  readonly keys: LogKeys;
  /** How long after a heartbeat was sent memory may be served. */
  readonly maxStaleMs: number;
  readonly clock: Clock;
  /** Another epoch than ours is in force. */
  readonly onForeignEpoch: () => void;
  readonly onLagging: () => void;
  /** Trust has been won or extended. */
  readonly onTrust: () => void;
  /** A heartbeat was not answered. */
  readonly onMissed: () => void;
  readonly onError: (operation: string, error: unknown) => void;
}

/** What Redis had given out when a heartbeat was sent, still to be applied. */
interface Awaited {
  readonly seq: number;
  readonly sentAtMs: number;
}

/**
 * Asks Redis how far the log is. Once that much is applied here, all that was invalidated up to
 * the sending of the question is known, and entries may be served for a while from then.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #awaited: Awaited | undefined;
  #timer: NodeJS.Timeout | undefined;
  #underWay = false;
  #misses = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.beat(), INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One heartbeat, unless one is under way or there is no connection. Never rejects. */
  async beat(): Promise<void> {
    const { connection, clock, keys } = this.#options;
    if (this.#underWay || !connection.ready) return;
    this.#underWay = true;
    const sentAtMs = clock.now();
    try {
      const [epoch, seq] = await connection.execute((client) =>
        client.hmGet(keys.meta, ['epoch', 'seq']),
      );
      this.#misses = 0;
      this.#answered(epoch ?? undefined, { seq: Number(seq), sentAtMs });
    } catch (error) {
      this.#options.onError('heartbeat', error);
      this.#missed();
    } finally {
      this.#underWay = false;
    }
  }

  /** The follower has applied records. */
  progress(): void {
    const { coherence, maxStaleMs } = this.#options;
    if (this.#awaited === undefined || coherence.applied < this.#awaited.seq) return;
    coherence.trustUntil(this.#awaited.sentAtMs + maxStaleMs);
    this.#awaited = undefined;
    this.#options.onTrust();
  }

  #missed(): void {
    this.#options.onMissed();
    if (++this.#misses < MISSES_TO_RESET) return;
    this.#misses = 0;
    this.#options.connection.reset();
  }

  #answered(epoch: string | undefined, answer: Awaited): void {
    if (epoch === undefined || epoch !== this.#options.coherence.epoch) {
      this.#awaited = undefined;
      this.#options.onForeignEpoch();
      return;
    }
    if (this.#options.coherence.applied >= answer.seq) this.#awaited = answer;
    // Otherwise the oldest question that is still open says how long the follower is behind.
    this.#awaited ??= answer;
    if (answer.sentAtMs - this.#awaited.sentAtMs > MAX_LAG_MS) this.#options.onLagging();
    this.progress();
  }
}
