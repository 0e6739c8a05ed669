import { randomUUID } from 'node:crypto';
import type { RedisClient } from '../../stores/redis/redis-client';
import type { RedisConnection } from '../../stores/redis/redis-connection';
import type { Clock } from '../../internal/clock';
import type { Coherence } from '../coherence';
import type { InvalidationOutbox } from '../outbox/invalidation-outbox';
import { OutboxRelay } from '../outbox/outbox-relay';
import { append } from './append';
import { EpochGuard } from './epoch-guard';
import { Heartbeat } from './heartbeat';
import { LogFollower } from './log-follower';
import { type LogKeys, logKeys } from './log-keys';
import { LogLink, type LogServer } from './log-link';
import { LogPublisher } from './log-publisher';

export interface SharedLogOptions {
  readonly namespace: string;
  readonly coherence: Coherence;
  readonly clock: Clock;
  /** For commands; the log's keys lie there. */
  readonly connection: RedisConnection;
  /** How the follower connects. */
  readonly following: LogServer & { readonly maxReconnectDelayMs: number };
  readonly outbox: InvalidationOutbox | undefined;
  readonly onTrust: () => void;
  /** An invalidation of another process has been applied; when that made it, on its wall clock. */
  readonly onApplied: (madeAtMs: number) => void;
  /** Redis does not answer as it should. */
  readonly onDoubt: () => void;
  /** Nothing may be served until the log that is now in force has been read. */
  readonly onForeignEpoch: () => void;
  readonly onError: (operation: string, error: unknown) => void;
}

/** The log of invalidations that processes share in Redis: publisher, follower, heartbeat and outbox, put together. */
export class SharedLog {
  /** undefined without an outbox. */
  readonly relay: OutboxRelay | undefined;
  readonly #options: SharedLogOptions;
  readonly #keys: LogKeys;
  readonly #origin = randomUUID();
  readonly #guard: EpochGuard;
  readonly #publisher: LogPublisher;
  readonly #heartbeat: Heartbeat;
  readonly #link: LogLink;

  constructor(options: SharedLogOptions) {
    this.#options = options;
    this.#keys = logKeys(options.namespace);
    this.#guard = this.#createGuard();
    this.relay = options.outbox && this.#createRelay(options.outbox);
    this.#publisher = this.#createPublisher();
    this.#heartbeat = this.#createHeartbeat();
    this.#link = this.#createLink(this.#createFollower());
    options.coherence.share(this.#publisher);
  }

  start(): void {
    this.#link.start();
    this.#heartbeat.start();
    this.relay?.start();
  }

  async stop(): Promise<void> {
    this.#heartbeat.stop();
    this.#link.stop();
    await this.relay?.stop();
  }

  /** On each new connection for commands, before it is used. */
  greet(client: RedisClient): Promise<void> {
    return this.#guard.greet(client);
  }

  /** The connection for commands is in use. */
  greeted(): void {
    void this.#heartbeat.beat();
  }

  #createGuard(): EpochGuard {
    const { coherence, onForeignEpoch } = this.#options;
    return new EpochGuard({
      coherence,
      keys: this.#keys,
      onForeignEpoch: () => {
        onForeignEpoch();
        this.#link.drop();
      },
    });
  }

  #createRelay(outbox: InvalidationOutbox): OutboxRelay {
    const { clock, coherence, onError } = this.#options;
    const publish = this.#relayNames;
    return new OutboxRelay({ outbox, coherence, clock, publish, onError });
  }

  readonly #relayNames: LogPublisher['relay'] = (names) => this.#publisher.relay(names);

  #createPublisher(): LogPublisher {
    const { clock, connection, coherence, onError } = this.#options;
    return new LogPublisher({
      coherence,
      clock,
      origin: this.#origin,
      append: (record) =>
        connection.execute((client) => append(client, this.#keys, this.#guard.redisMajor, record)),
      outbox: this.relay,
      onForeignEpoch: () => this.#guard.foreignEpoch(),
      onError,
    });
  }

  #createHeartbeat(): Heartbeat {
    const { connection, coherence, clock, onDoubt, onError } = this.#options;
    return new Heartbeat({
      connection,
      coherence,
      keys: this.#keys,
      clock,
      onForeignEpoch: () => this.#guard.foreignEpoch(),
      onDoubt: () => {
        onDoubt();
        this.#link.doubt();
      },
      onTrust: () => this.#trusted(),
      onError,
    });
  }

  #createFollower(): LogFollower {
    const { coherence, clock, onApplied } = this.#options;
    const { relay } = this;
    return new LogFollower({
      coherence,
      keys: this.#keys,
      clock,
      origin: this.#origin,
      waiting: relay && (() => relay.waiting()),
      onPublished: (ids) => relay?.remove(ids),
      onCaughtUp: (place) => this.#heartbeat.answered(place),
      onApplied,
      onProgress: () => this.#heartbeat.progress(),
    });
  }

  #createLink(follower: LogFollower): LogLink {
    const { clock, following, onError } = this.#options;
    return new LogLink({
      server: following,
      refusedPauseMs: following.maxReconnectDelayMs,
      clock,
      attach: (session) => follower.attach(session),
      follow: (session) => follower.follow(session),
      onAttached: () => void this.#heartbeat.beat(),
      onError,
    });
  }

  /** Each heartbeat also sends what waits: an invalidation that failed once is not left lying. */
  #trusted(): void {
    this.#link.approve();
    this.#options.onTrust();
    void this.#publisher.flush();
  }
}
