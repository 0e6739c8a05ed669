import { randomUUID } from 'node:crypto';
import type { RedisOptions } from '../../cache.options';
import type { Coherence } from '../../coherence/coherence';
import { attach } from '../../coherence/log/attach';
import { Heartbeat } from '../../coherence/log/heartbeat';
import { BLOCK_MS, LogFollower } from '../../coherence/log/log-follower';
import { type LogKeys, logKeys } from '../../coherence/log/log-keys';
import { LogPublisher } from '../../coherence/log/log-publisher';
import type { RedisState } from '../../events/cache-events';
import type { BreakerState } from '../../internal/circuit-breaker';
import type { Clock } from '../../internal/clock';
import { deferred } from '../../internal/deferred';
import { pause } from '../../internal/pause';
import type { RedisClient } from './redis-client';
import { RedisConnection } from './redis-connection';
import { RedisDeployment } from './redis-deployment';
import type { RedisServers } from './redis-servers';

/** Records that the log keeps, about; a process that was away for longer starts cold. */
const MAX_LOG_RECORDS = 10_000;

/** Reading the whole log on attaching may take this long. */
const CATCH_UP_TIMEOUT_MS = 5_000;

export interface RedisTierOptions {
  readonly redis: Required<RedisOptions>;
  readonly namespace: string;
  readonly coherence: Coherence;
  readonly maxStaleMs: number;
  readonly clock: Clock;
  readonly onState: (state: RedisState) => void;
  readonly onBreaker: (state: BreakerState) => void;
  readonly onError: (operation: string, error: unknown) => void;
}

/**
 * The two connections to Redis and what runs on them: commands and heartbeats on one, the
 * follower of the invalidation log on the other.
 */
export class RedisTier {
  /** For commands on the log and its kin, whose keys share the hash tag `{namespace}`. */
  readonly connection: RedisConnection;
  /** For commands on entries. */
  readonly servers: RedisServers;
  readonly #options: RedisTierOptions;
  readonly #deployment: RedisDeployment;
  readonly #keys: LogKeys;
  readonly #origin = randomUUID();
  readonly #following: RedisConnection;
  readonly #heartbeat: Heartbeat;
  readonly #publisher: LogPublisher;
  readonly #stopping = new AbortController();
  readonly #firstTrust = deferred<void>();
  #redisMajor = 7;
  #state: RedisState = 'unavailable';

  constructor(options: RedisTierOptions) {
    this.#options = options;
    this.#deployment = new RedisDeployment(options);
    this.#keys = logKeys(options.namespace);
    this.connection = this.#commandConnection();
    this.servers = this.#deployment.servers(this.connection);
    this.#heartbeat = this.#createHeartbeat();
    this.#following = this.#followerConnection();
    this.#publisher = this.#createPublisher();
    options.coherence.share(this.#publisher);
  }

  /** `connected` while commands can be sent and what is read may be served. */
  get state(): RedisState {
    return this.#state === 'connected' && this.#isTrusted() ? 'connected' : 'unavailable';
  }

  /** What a further connection to the server of the log is made with. */
  connecting(role: string) {
    return this.#deployment.connecting(role);
  }

  /** Begins to connect, and waits for the first use of Redis, but not longer than `startTimeoutMs`. */
  async start(): Promise<void> {
    this.connection.start();
    this.#following.start();
    this.#heartbeat.start();
    const limit = pause(this.#options.redis.startTimeoutMs, this.#stopping.signal);
    await Promise.race([this.#firstTrust.promise, limit]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#heartbeat.stop();
    const closing = [this.connection, this.#following, this.#deployment].map((each) =>
      each.close(),
    );
    await Promise.all(closing);
  }

  #commandConnection(): RedisConnection {
    const { redis, onBreaker } = this.#options;
    return new RedisConnection({
      ...this.#deployment.connecting('commands'),
      attachTimeoutMs: redis.connectTimeoutMs,
      commandTimeoutMs: redis.commandTimeoutMs,
      attach: (client) => this.#attachCommands(client),
      onReady: () => void this.#heartbeat.beat(),
      onLost: () => this.#enter('unavailable'),
      onBreaker,
    });
  }

  #followerConnection(): RedisConnection {
    const follower = this.#createFollower();
    const connection: RedisConnection = new RedisConnection({
      ...this.#deployment.connecting('follower'),
      attachTimeoutMs: CATCH_UP_TIMEOUT_MS,
      commandTimeoutMs: BLOCK_MS + this.#options.redis.commandTimeoutMs,
      attach: (client) => follower.attach(client),
      onReady: () => {
        void follower.follow(connection);
        void this.#publisher.flush();
        void this.#heartbeat.beat();
      },
    });
    return connection;
  }

  async #attachCommands(client: RedisClient): Promise<void> {
    const { epoch, redisMajor } = await attach(client, this.#keys);
    this.#redisMajor = redisMajor;
    const known = this.#options.coherence.epoch;
    if (known !== undefined && known !== epoch) this.#foreignEpoch();
  }

  #createFollower(): LogFollower {
    const { coherence, onError } = this.#options;
    return new LogFollower({
      coherence,
      keys: this.#keys,
      origin: this.#origin,
      onProgress: () => this.#heartbeat.progress(),
      onError,
    });
  }

  #createHeartbeat(): Heartbeat {
    const { coherence, maxStaleMs, clock, onError } = this.#options;
    return new Heartbeat({
      connection: this.connection,
      coherence,
      keys: this.#keys,
      maxStaleMs,
      clock,
      onForeignEpoch: () => this.#foreignEpoch(),
      onLagging: () => this.#following.reset(),
      onTrust: () => this.#trusted(),
      onMissed: () => this.#untrusted(),
      onError,
    });
  }

  #createPublisher(): LogPublisher {
    const { coherence, onError } = this.#options;
    return new LogPublisher({
      connection: this.connection,
      coherence,
      keys: this.#keys,
      origin: this.#origin,
      maxRecords: MAX_LOG_RECORDS,
      redisMajor: () => this.#redisMajor,
      onForeignEpoch: () => this.#foreignEpoch(),
      onError,
    });
  }

  /** Nothing is served until the follower has read the log that is now in force. */
  #foreignEpoch(): void {
    this.#options.coherence.distrust();
    this.#enter('unavailable');
    if (this.#following.ready) this.#following.reset();
  }

  /** Each heartbeat also sends what waits: an invalidation that failed once is not left lying. */
  #trusted(): void {
    this.#firstTrust.resolve();
    if (this.connection.ready) this.#enter('connected');
    void this.#publisher.flush();
  }

  #untrusted(): void {
    if (!this.#isTrusted()) this.#enter('unavailable');
  }

  #isTrusted(): boolean {
    return this.#options.clock.now() < this.#options.coherence.trustedUntilMs;
  }

  #enter(state: RedisState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
