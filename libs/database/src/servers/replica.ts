import type { ClientConfig } from 'pg';
import type { DatabaseEvents, ReplicaState } from '../database-events';
import { READ_ONLY } from '../errors/connection-failure';
import { DatabaseUnavailableError, SHUTTING_DOWN } from '../errors/database-errors';
import { errorCode } from '../errors/driver-error';
import { toConnectError } from '../errors/to-database-error';
import type { CheckoutCallback, Release } from '../pool/connection-source';
import type { PooledClient } from '../pool/pooled-client';
import type { ServerPool } from '../pool/server-pool';
import type { PrimaryHistory, ReplicaLag } from './primary-history';
import type { ReadServer } from './replica-router';
import { ReplayMemory } from './replay-memory';
import type { ServerSample } from './server-sample';
import { FROZEN, ServerWatch, type WatchLimits } from './server-watch';

/** When a replica gets no reads, and how it is watched. */
export interface ReplicaLimits extends WatchLimits {
  /** 0: any. */
  readonly maxLagMs: number;
  /** 0: any. */
  readonly maxLagBytes: number;
}

/** What a replica is made of. */
export interface ReplicaSettings {
  readonly config: ClientConfig;
  /** Its share of the reads, beside those of the other replicas. */
  readonly weight: number;
  readonly limits: ReplicaLimits;
}

/** A replica that was behind returns when it is well within the limit, so that it does not flap. */
const RETURN_SHARE = 0.5;

/**
 * One replica: its pool, and whether it gets reads. What its watch sees, and a connection that cannot
 * be made or breaks in use, take it out; only the watch brings it back, so that no caller waits for it.
 */
export class Replica implements ReadServer {
  readonly pool: ServerPool;
  readonly weight: number;
  readonly memory = new ReplayMemory();
  readonly #limits: ReplicaLimits;
  readonly #history: PrimaryHistory;
  readonly #events: DatabaseEvents;
  readonly #watch: ServerWatch;
  readonly #waiting = new Set<CheckoutCallback>();
  #state: ReplicaState = 'up';
  #lag: ReplicaLag | undefined;
  #startedAt: string | undefined;
  #timeline = 0;
  #failedAt = 0;
  #stopped = false;

  constructor(
    pool: ServerPool,
    settings: ReplicaSettings,
    history: PrimaryHistory,
    events: DatabaseEvents,
  ) {
    this.pool = pool;
    this.weight = settings.weight;
    this.#limits = settings.limits;
    this.#history = history;
    this.#events = events;
    this.#watch = new ServerWatch(settings.config, settings.limits, {
      sampled: (sample) => this.#sampled(sample),
      failed: (reason) => this.#failed(reason),
    });
  }

  get state(): ReplicaState {
    return this.#state;
  }

  get available(): boolean {
    return this.#state === 'up';
  }

  /** As last seen; undefined before that. */
  get lag(): ReplicaLag | undefined {
    return this.#lag;
  }

  checkout(done: CheckoutCallback): void {
    this.#waiting.add(done);
    this.pool.checkout((error, client, release) => {
      const abandoned = !this.#waiting.delete(done);
      if (client === undefined || release === undefined) {
        if (isFailure(error)) this.takeOut(error);
        if (!abandoned) done(error);
      } else if (abandoned) release();
      else done(undefined, client, this.#watched(client, release));
    });
  }

  /** Gives it no reads until it has answered again. */
  takeOut(error: unknown): void {
    this.#failedAt = performance.now();
    this.#leave('down', toConnectError(error).reason);
  }

  /** Looks at it, and opens its connections if it is there. */
  async open(): Promise<void> {
    await this.#watch.start();
    if (!this.available) return;
    await this.pool.warm().catch((error: unknown) => this.takeOut(error));
  }

  /** Ends the watch. */
  stop(): void {
    this.#stopped = true;
    this.#watch.stop();
  }

  #watched(client: PooledClient, release: Release): Release {
    return (error) => {
      release(error);
      const { failure } = client;
      if (failure !== undefined && errorCode(failure) !== READ_ONLY) this.takeOut(failure);
    };
  }

  #sampled(sample: ServerSample): void {
    this.memory.note(sample);
    if (sample.askedAt < this.#failedAt) return;
    this.#lag = this.#history.lagOf({ ...sample.durable, timeline: this.#timelineOf(sample) });
    if (this.#isBehind()) this.#leave('lagging', 'LAGGING');
    else this.#return();
  }

  /** The control file, which is asked while the replica receives nothing, may name an older one. */
  #timelineOf({ startedAt, durable }: ServerSample): number {
    const isSameRun = startedAt === this.#startedAt;
    this.#startedAt = startedAt;
    this.#timeline = isSameRun ? Math.max(this.#timeline, durable.timeline) : durable.timeline;
    return this.#timeline;
  }

  #isBehind(): boolean {
    if (this.#lag === undefined) return false;
    const share = this.#state === 'lagging' ? RETURN_SHARE : 1;
    const exceeds = (lag: number, limit: number): boolean => limit > 0 && lag > limit * share;
    const { maxLagMs, maxLagBytes } = this.#limits;
    return exceeds(this.#lag.ms, maxLagMs) || exceeds(this.#lag.bytes ?? 0, maxLagBytes);
  }

  /** What waits for an answer of it would wait in vain. */
  #failed(reason: string): void {
    this.#leave(reason === FROZEN ? 'frozen' : 'down', reason);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const done of waiting) done(new DatabaseUnavailableError(reason));
    for (const client of this.pool.leased) client.kill();
  }

  #leave(state: Exclude<ReplicaState, 'up'>, reason: string): void {
    if (this.#stopped) return;
    const wasUp = this.available;
    this.#state = state;
    if (state !== 'lagging') this.pool.invalidateIdle();
    if (wasUp) this.#events.emit('replica_down', { server: this.#server, state, reason });
  }

  #return(): void {
    if (this.available) return;
    this.#state = 'up';
    this.#events.emit('replica_up', { server: this.#server });
  }

  get #server(): string {
    return this.pool.options.server;
  }
}

/** An exhausted pool and our own shutdown say nothing about the server. */
function isFailure(error: Error | undefined): boolean {
  return error instanceof DatabaseUnavailableError && error.reason !== SHUTTING_DOWN;
}
