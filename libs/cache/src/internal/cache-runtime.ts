import type { CacheOptions } from '../cache.options';
import { type CachePosition, Coherence } from '../coherence/coherence';
import type { Names } from '../coherence/names';
import { SourceHistory } from '../coherence/source-history';
import { isEmpty } from '../coherence/outbox/outbox-relay';
import { redisGlob } from '../coherence/glob';
import type { CacheEvents } from '../events/cache-events';
import { HitRateHistory } from '../insight/hit-rate-history';
import { MemoryStore } from '../stores/memory/memory-store';
import { EntryCodec } from '../stores/redis/entry-codec';
import { PatternSweeper } from '../stores/redis/pattern-sweeper';
import { LeaseLink } from '../stores/redis/lease/lease-link';
import { RedisStore } from '../stores/redis/redis-store';
import { RedisTier } from '../stores/redis/redis-tier';
import { TieredStore } from '../stores/tiered/tiered-store';
import { type Clock, systemClock } from './clock';
import { Engine } from './engine';
import { EntryFactory } from './entry-factory';
import { MinimumPosition } from './minimum-position';
import { Recorder } from './recorder';
import { type ResolvedCacheOptions, resolveOptions } from './resolve-options';
import { SharedLoads } from './shared-loads';
import { summarise } from './summarise';

/** JSON escapes a character by six bytes at most; where memory counts one, no entry of ours takes more. */
const STORED_BYTES_PER_BYTE = 8;

/** For commands, for the log, for its next connection, and to hear of loads: a lease must not take the log's place. */
const MIN_CONNECTIONS_WITH_LEASES = 4;

/** All parts of one cache, put together. */
export class CacheRuntime {
  readonly options: ResolvedCacheOptions;
  readonly engine: Engine;
  readonly recorder: Recorder;
  /** undefined when no Redis is configured or the cache is off. */
  readonly redis: RedisTier | undefined;
  /** Entries for calls that must see a certain place of the log; undefined without that port or a shared log. */
  readonly minimum: MinimumPosition | undefined;
  readonly coherence: Coherence;
  readonly memory: MemoryStore;
  readonly tiers: TieredStore;
  readonly history = new HitRateHistory(() => summarise(this.recorder.statistics));
  readonly #sweeper: PatternSweeper | undefined;
  readonly #leases: LeaseLink | undefined;
  readonly clock: Clock;

  constructor(options: CacheOptions, events: CacheEvents, clock: Clock = systemClock) {
    this.options = resolveOptions(options);
    this.clock = clock;
    this.recorder = new Recorder(events, clock, this.options.endpoint);
    this.coherence = this.#createCoherence();
    this.memory = this.#createMemory();
    this.redis = this.#createRedis(events);
    this.#sweeper = this.redis && new PatternSweeper(this.redis.servers, this.#failed);
    this.tiers = this.#createTiers();
    this.#leases = this.redis && this.#createLeases(this.redis);
    this.engine = this.#createEngine();
    const { minimumPosition } = this.options;
    this.minimum =
      this.redis && minimumPosition && new MinimumPosition(this.coherence, minimumPosition);
  }

  async start(): Promise<void> {
    this.history.start();
    this.#leases?.start();
    await this.redis?.start();
  }

  async stop(): Promise<void> {
    this.history.stop();
    await Promise.all([this.redis?.stop(), this.#leases?.stop()]);
  }

  /**
   * Runs an invalidation of `names` after commit, at once outside a transaction. Inside one the names
   * lie in the outbox with the transaction's own writes, and `invalidate` gets their row.
   */
  async afterCommit(
    names: Names,
    invalidate: (row: string | undefined) => void | Promise<void>,
  ): Promise<void> {
    const { afterCommit, insideTransaction } = this.options;
    const relay = insideTransaction?.() === true && !isEmpty(names) ? this.redis?.relay : undefined;
    const row = await relay?.add(names);
    await afterCommit(() => invalidate(row));
  }

  /**
   * Voids names, in this process before the first await; resolves when the shared log has taken
   * them, or cannot be reached now.
   *
   * @param row where the outbox holds them, if it does
   */
  async invalidate(names: Names, row?: string): Promise<void> {
    this.recorder.invalidated(names);
    const published = this.coherence.invalidate(names, row);
    if (names.all === true) this.memory.clear();
    const { keys = [] } = names;
    await (keys.length === 0 ? published : Promise.all([published, this.tiers.delete(keys)]));
    for (const pattern of patternsOf(names)) {
      this.#sweeper?.add(`${this.options.namespace}:${redisGlob(pattern)}`);
    }
  }

  /** As {@link invalidate}, and resolves when what matches has been deleted from both tiers. */
  async purge(pattern: string, names: Names, row?: string): Promise<void> {
    this.recorder.invalidated(names);
    await this.coherence.invalidate(names, row);
    await this.tiers.deleteMatching(pattern);
  }

  /** Whether loads are shared with other processes now. */
  get sharesLoads(): boolean {
    return this.#leases?.leases.usable ?? false;
  }

  get position(): CachePosition | undefined {
    return this.coherence.position;
  }

  readonly #failed = (operation: string, error: unknown): void => {
    this.recorder.failed(operation, error);
  };

  #createCoherence(): Coherence {
    const { maxTrackedNames, l1MaxStaleMs, fence } = this.options;
    const source = new SourceHistory(fence, (error) => this.#failed('position', error));
    return new Coherence(maxTrackedNames, l1MaxStaleMs, source);
  }

  #createMemory(): MemoryStore {
    return new MemoryStore({
      ...this.options.memory,
      clock: this.clock,
      onEvict: (entry) => this.recorder.evicted(entry),
    });
  }

  #createRedis(events: CacheEvents): RedisTier | undefined {
    const { redis, namespace, enabled, outbox } = this.options;
    if (redis === undefined || !enabled) return undefined;
    return new RedisTier({
      redis,
      namespace,
      coherence: this.coherence,
      clock: this.clock,
      outbox,
      onState: (state) => events.emit('state', { redis: state }),
      onBreaker: (state) => events.emit('breaker', { state }),
      onApplied: (madeAtMs) => this.recorder.applied(madeAtMs),
      onError: this.#failed,
    });
  }

  #createTiers(): TieredStore {
    return new TieredStore({
      memory: this.memory,
      remote: this.redis && this.#createRedisStore(this.redis),
      coherence: this.coherence,
      clock: this.clock,
      maxEntryBytes: this.options.maxEntryBytes,
      onOversized: (entry) => this.recorder.oversized(entry),
      onFetched: (durationMs) => this.recorder.took('redis', durationMs),
      onError: this.#failed,
    });
  }

  #createLeases(tier: RedisTier): LeaseLink | undefined {
    const { redis, namespace, leaseMs } = this.options;
    if (redis === undefined || leaseMs === 0) return undefined;
    if (redis.maxConnections < MIN_CONNECTIONS_WITH_LEASES) return undefined;
    return new LeaseLink({
      connection: tier.connection,
      namespace,
      leaseMs,
      coherence: this.coherence,
      clock: this.clock,
      onError: this.#failed,
      link: { ...tier.connecting('loads'), commandTimeoutMs: redis.commandTimeoutMs },
    });
  }

  #createSharedLoads(): SharedLoads | undefined {
    const { redis } = this.options;
    if (redis === undefined || this.#leases === undefined) return undefined;
    const { leases } = this.#leases;
    const patienceMs = redis.commandTimeoutMs / 2;
    return new SharedLoads({ leases, tiers: this.tiers, clock: this.clock, patienceMs });
  }

  #createRedisStore({ servers }: RedisTier): RedisStore {
    const { schemaVersion, namespace, maxEntryBytes } = this.options;
    return new RedisStore({
      servers,
      codec: new EntryCodec(schemaVersion, this.clock),
      namespace,
      maxStoredBytes: maxEntryBytes * STORED_BYTES_PER_BYTE,
      onUnreadable: (error) => this.#failed('decode', error),
    });
  }

  #createEngine(): Engine {
    const { defaultTtlSeconds: ttlSeconds, ttlJitter: jitter, ...defaults } = this.options;
    return new Engine({
      tiers: this.tiers,
      coherence: this.coherence,
      factory: new EntryFactory({ ...defaults, ttlSeconds, jitter }, this.clock),
      recorder: this.recorder,
      clock: this.clock,
      defaults,
      shared: this.#createSharedLoads(),
    });
  }
}

function patternsOf({ namespaces = [], patterns = [], all }: Names): readonly string[] {
  if (all === true) return ['*'];
  return [...patterns, ...namespaces.map((namespace) => `${namespace}:*`)];
}
