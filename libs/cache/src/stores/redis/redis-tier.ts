import type { RedisOptions } from '../../cache.options';
import type { Coherence } from '../../coherence/coherence';
import { SharedLog } from '../../coherence/log/shared-log';
import type { InvalidationOutbox } from '../../coherence/outbox/invalidation-outbox';
import type { OutboxRelay } from '../../coherence/outbox/outbox-relay';
import type { RedisState } from '../../events/cache-events';
import type { BreakerState } from '../../internal/circuit-breaker';
import type { Clock } from '../../internal/clock';
import { deferred } from '../../internal/deferred';
import { pause } from '../../internal/pause';
import { RedisConnection } from './redis-connection';
import { RedisDeployment } from './redis-deployment';
import { isRefused } from './redis-failures';
import type { RedisServers } from './redis-servers';

export interface RedisTierOptions {
  readonly redis: Required<RedisOptions>;
  readonly namespace: string;
  readonly coherence: Coherence;
  readonly clock: Clock;
  readonly outbox: InvalidationOutbox | undefined;
  readonly onState: (state: RedisState) => void;
  readonly onBreaker: (state: BreakerState) => void;
  /** As of the shared log. */
  readonly onApplied: (madeAtMs: number) => void;
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
  readonly #log: SharedLog;
  readonly #stopping = new AbortController();
  /** Redis is in use for the first time, or refuses to be connected to. */
  readonly #started = deferred<void>();
  #state: RedisState = 'unavailable';

  constructor(options: RedisTierOptions) {
    this.#options = options;
    this.#deployment = new RedisDeployment(options);
    this.connection = this.#createConnection();
    this.servers = this.#deployment.servers(this.connection);
    this.#log = this.#createLog();
  }

  /** `connected` while commands can be sent and what is read may be served. */
  get state(): RedisState {
    return this.#state === 'connected' && this.#isTrusted() ? 'connected' : 'unavailable';
  }

  /** undefined without an outbox. */
  get relay(): OutboxRelay | undefined {
    return this.#log.relay;
  }

  /** What a further connection to the server of the log is made with. */
  connecting(role: string) {
    return this.#deployment.connecting(role);
  }

  /**
   * Begins to connect, and waits for the first use of Redis, but not longer than `startTimeoutMs`, and not for a
   * server that refuses the connection.
   */
  async start(): Promise<void> {
    this.connection.start();
    this.#log.start();
    // A process that has nothing else to do yet must not end while it starts.
    const limit = pause(this.#options.redis.startTimeoutMs, this.#stopping.signal, true);
    await Promise.race([this.#started.promise, limit]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.connection.close(), this.#log.stop(), this.#deployment.close()]);
  }

  #createConnection(): RedisConnection {
    const { redis, onBreaker, onError } = this.#options;
    return new RedisConnection({
      ...this.#deployment.connecting('commands'),
      onError: (operation, error) => {
        onError(operation, error);
        if (isRefused(error)) this.#started.resolve();
      },
      attachTimeoutMs: redis.connectTimeoutMs,
      commandTimeoutMs: redis.commandTimeoutMs,
      attach: (client) => this.#log.greet(client),
      onReady: () => this.#log.greeted(),
      onLost: () => this.#enter('unavailable'),
      onBreaker,
    });
  }

  #createLog(): SharedLog {
    const { clock, coherence, namespace, onApplied, onError, outbox } = this.#options;
    return new SharedLog({
      namespace,
      coherence,
      clock,
      connection: this.connection,
      following: this.#deployment.connecting('follower'),
      outbox,
      onApplied,
      onTrust: () => this.#trusted(),
      onDoubt: () => {
        if (!this.#isTrusted()) this.#enter('unavailable');
      },
      onForeignEpoch: () => this.#enter('unavailable'),
      onError,
    });
  }

  #trusted(): void {
    if (!this.connection.ready) return;
    this.#started.resolve();
    this.#enter('connected');
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
