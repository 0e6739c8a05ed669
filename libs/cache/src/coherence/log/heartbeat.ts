import type { Clock } from '../../internal/clock';
import type { RedisConnection } from '../../stores/redis/redis-connection';
import type { Coherence } from '../coherence';
import type { LogPlace } from './log-follower';
import type { LogKeys } from './log-keys';

/** Pause between two heartbeats; one that is not answered within it casts doubt on the link. */
const INTERVAL_MS = 50;

/** Without an answer for this long, the connection that is asked is taken for dead. */
const DEAD_MS = 1_000;

/** A follower that is behind for longer than this may be on a dead connection. */
const MAX_LAG_MS = 250;

export interface HeartbeatOptions {
  readonly connection: RedisConnection;
  readonly coherence: Coherence;
  readonly keys: LogKeys;
  readonly clock: Clock;
  /** Another epoch than ours is in force, or ours was set back. */
  readonly onForeignEpoch: () => void;
  /** The link may be cut: no answer came, or the follower is behind. */
  readonly onDoubt: () => void;
  /** What the log was when it was asked is applied here: trust is extended. */
  readonly onTrust: () => void;
  readonly onError: (operation: string, error: unknown) => void;
}

/**
 * Asks Redis how far the log is. Once that much is applied here, all that was invalidated up to
 * the sending of the question is known, and entries may be served for a while from then.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  /** What Redis had given out when it was asked, still to be applied. */
  #awaited: LogPlace | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sentAtMs: number | undefined;
  #heardAtMs = -Infinity;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    // Behind the sockets' turn: after a blocked loop the answers that lie there count first.
    this.#timer ??= setInterval(() => setImmediate(() => this.#tick()), INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One heartbeat, unless one is under way or there is no connection. Never rejects. */
  async beat(): Promise<void> {
    const { connection, clock, coherence, keys, onError } = this.#options;
    if (this.#sentAtMs !== undefined || !connection.ready) return;
    const sentAtMs = clock.now();
    this.#sentAtMs = sentAtMs;
    const appliedThen = coherence.applied;
    try {
      const [epoch, seq] = await connection.execute((client) =>
        client.hmGet(keys.meta, ['epoch', 'seq']),
      );
      this.answered({ epoch: epoch ?? undefined, seq: Number(seq), sentAtMs, appliedThen });
    } catch (error) {
      onError('heartbeat', error);
    } finally {
      this.#sentAtMs = undefined;
    }
  }

  /** Redis has said how far the log is. */
  answered(place: LogPlace): void {
    const { clock, coherence, onDoubt, onForeignEpoch } = this.#options;
    this.#heardAtMs = clock.now();
    // A log that is behind what was applied before the question was asked has been set back.
    if (place.epoch !== coherence.epoch || place.seq < place.appliedThen) {
      this.#awaited = undefined;
      onForeignEpoch();
      return;
    }
    if (coherence.applied >= place.seq) this.#awaited = place;
    // Otherwise the oldest question that is still open says how long the follower is behind.
    this.#awaited ??= place;
    if (place.sentAtMs - this.#awaited.sentAtMs > MAX_LAG_MS) onDoubt();
    this.progress();
  }

  /** The follower has applied records. */
  progress(): void {
    const { coherence } = this.#options;
    if (this.#awaited?.epoch !== coherence.epoch) this.#awaited = undefined;
    if (this.#awaited === undefined || coherence.applied < this.#awaited.seq) return;
    coherence.heard(this.#awaited.sentAtMs);
    this.#awaited = undefined;
    this.#options.onTrust();
  }

  #tick(): void {
    const { clock, connection, onDoubt } = this.#options;
    const nowMs = clock.now();
    if (nowMs - this.#heardAtMs > 2 * INTERVAL_MS - 10) onDoubt();
    if (this.#sentAtMs !== undefined && nowMs - this.#sentAtMs > DEAD_MS) connection.reset();
    void this.beat();
  }
}
