import type { ConnectionOptions } from 'node:tls';
import type { EntryPolicy } from './entry-options';
import type { CachePosition } from './coherence/coherence';
import type { InvalidationOutbox } from './coherence/outbox/invalidation-outbox';
import type { VersionFence } from './coherence/source-history';

/** The memory tier's bounds; the first one reached evicts what has proved least useful. */
export interface MemoryOptions {
  /** Entries. Default 100 000. */
  readonly maxEntries?: number;
  /** Estimated heap bytes of all entries; one of more than a tenth of it is not kept. Default 64 MiB. */
  readonly maxBytes?: number;
}

/**
 * The Redis tier. Three connections are held: for commands, to follow the invalidation log, and to hear of loads of
 * other processes, which `leaseMs: 0` does without. In a cluster one more to each master; to ask where the servers
 * are, one more for a moment.
 */
export interface RedisOptions {
  /**
   * One server: `redis[s]://[user][:password]@host[:port][/database]`.
   * The master that sentinels name: `redis[s]+sentinel://[user][:password]@host[:port],…/name[/database]`.
   * A cluster, of which some servers are named: `redis[s]+cluster://[user][:password]@host[:port],…`.
   * User and password are those of the servers; sentinels are asked without.
   */
  readonly url: string;
  /** Connections open at the same time, at most; what has none is answered as a miss. At least 2; with fewer than 4 processes do not share loads. Default 50. */
  readonly maxConnections?: number;
  /** Milliseconds for one attempt to connect, TLS and handshake included. Default 500. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds after which a command is given up and the loader asked instead. Default 100. */
  readonly commandTimeoutMs?: number;
  /** Milliseconds that the start of the application waits for Redis at most, and not at all for one that refuses the connection. Default 300. */
  readonly startTimeoutMs?: number;
  /** Longest pause in milliseconds between two attempts to reconnect. Default 200. */
  readonly maxReconnectDelayMs?: number;
  /** Commands under way beyond which further ones are answered as misses. Default 10 000. */
  readonly maxQueuedCommands?: number;
  /** TLS settings for `rediss` (`ca`, `servername`, ...). Default: Node's. */
  readonly tls?: ConnectionOptions;
}

/** Settings of HTTP answers. */
export interface HttpCacheSettings {
  /**
   * Who asks, for `scope: 'user'`: a stable id, or undefined when unknown, in which case the answer
   * is not cached. Default: none; a route with that scope is then refused at start.
   */
  readonly callerId?: (request: unknown) => string | undefined;
  /** Whose tenant asks, for `scope: 'tenant'`; otherwise as `callerId`. Default: none. */
  readonly tenantId?: (request: unknown) => string | undefined;
  /** TTLs in seconds that routes take by their `ttlName`. Default: none. */
  readonly ttlSeconds?: Readonly<Record<string, number>>;
  /** This cache's name in the Cache-Status header. Default: `namespace`. */
  readonly cacheName?: string;
  /**
   * Length from which answers are sent as brotli or gzip to clients that take it; Infinity: never. Counted in characters, which are bytes where the text is ASCII. Default 1024.
   */
  readonly compressFromBytes?: number;
}

/** Options of `CacheModule`; those of {@link EntryPolicy} are for calls that do not name them. */
export interface CacheOptions extends EntryPolicy {
  /** false: everything calls through. Default true. */
  readonly enabled?: boolean;
  /** First part of every Redis key; letters, digits, `_`, `.`, `-`. Default `cache`. */
  readonly namespace?: string;
  /** Seconds an entry lives when its call names no TTL. Default 300. */
  readonly defaultTtlSeconds?: number;
  /** Part of a TTL, 0 to 1, by which it may be shortened at random, so that entries do not expire together. Default 0. */
  readonly ttlJitter?: number;
  /** Change it with the types that are cached: entries of another version are misses. Default `1`. */
  readonly schemaVersion?: string;
  readonly memory?: MemoryOptions;
  /** Absent: the memory tier alone, coherent within this process. */
  readonly redis?: RedisOptions;
  /**
   * Milliseconds after the last answered heartbeat for which memory entries are still served when
   * Redis cannot be reached. Without effect when no Redis is configured. Default 5000.
   */
  readonly l1MaxStaleMs?: number;
  /**
   * Milliseconds for which a process alone may load a key, renewed while it does: what the others
   * wait at most for one that has died. Other processes with the same Redis wait for its load. 0: one
   * load per process, and a connection less. Default 2000.
   */
  readonly leaseMs?: number;
  /** Warmers that run at the same time. Default 2. */
  readonly warmConcurrency?: number;
  /** Milliseconds after the start for which readiness waits for warmers; then they are told to stop. Default 10 000. */
  readonly warmTimeLimitMs?: number;
  /** Keys, and tags, whose last invalidation is remembered; beyond it older entries become misses. Default 100 000. */
  readonly maxTrackedNames?: number;
  /**
   * Estimated heap bytes of one value, as `memory.maxBytes` counts them; what is larger is not cached in any
   * tier. Default 1 MiB.
   */
  readonly maxEntryBytes?: number;
  /** true: this call neither reads from the cache nor stores. Default: never. */
  readonly bypass?: () => boolean;
  /** true: a transaction is open, so that nothing is read from the cache or stored. Default: never. */
  readonly insideTransaction?: () => boolean;
  /** Runs a hook after commit, never on rollback; at once outside a transaction. Default: at once. */
  readonly afterCommit?: (hook: () => void | Promise<void>) => Promise<void>;
  /**
   * Keeps invalidations beside the data, so that they outlive this process; used when `redis` is given.
   * Needs `insideTransaction` and `afterCommit`. Default: they are kept in the process alone.
   */
  readonly outbox?: InvalidationOutbox;
  /**
   * The history of a data source with replicas, so that no entry is filled from one that is behind an invalidation.
   * Default: the source has none.
   */
  readonly fence?: VersionFence;
  /**
   * What the present call must see, as told by {@link CacheService.position}, of whichever process: entries are
   * served to it only once this process has applied that much. Asked at each look-up. Default: nothing.
   */
  readonly minimumPosition?: () => CachePosition | undefined;
  /**
   * The endpoint that the present call is made for, such as the template of its route: look-ups are counted by it,
   * too. Asked at each look-up. Default: not counted.
   */
  readonly endpoint?: () => string | undefined;
  readonly http?: HttpCacheSettings;
}
