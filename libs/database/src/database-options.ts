import type { ConnectionOptions } from 'node:tls';
import type { DataSourceOptions } from 'typeorm';
import type { CallerWaits } from './caller-waits';
import type { Deadline } from './deadline';
import type { ReadConsistencySource } from './read-consistency';
import { requireShare, requireWholeNumbers } from './option-ranges';
import { withoutUndefined } from './without-undefined';

/** The pool of one server. The primary and every replica have a pool of this shape. */
export interface PoolOptions {
  /** Connections that are opened at start and kept. Default 5. */
  readonly size?: number;
  /** The least that `size` may become by itself, when less than `maxSize`. Default: `size`. */
  readonly minSize?: number;
  /** The most that `size` may become by itself: it follows waits and the server's load. Default: `size`. */
  readonly maxSize?: number;
  /** Further connections under load; they are closed after use. Default 5. */
  readonly maxOverflow?: number;
  /** How long a caller waits for a connection before {@link PoolExhaustedError}. Default 30,000. */
  readonly checkoutTimeoutMs?: number;
  /** Age at which a connection is replaced, less up to a tenth so that not all go at once. 0: never. Default 1800. */
  readonly recycleSeconds?: number;
  /** Whether connections that lay idle are tried before they are handed out. Default true. */
  readonly prePing?: boolean;
  /** Connections idle for less than this are not pinged. Default 1000. */
  readonly prePingIdleMs?: number;
  /** A connection beyond `size` is closed when it was idle for this long. Default 1000. */
  readonly overflowIdleMs?: number;
  /** Callers that may wait; one more is refused at once. Default 1000. */
  readonly maxWaiting?: number;
  /**
   * A connection in use for longer is reported as leaked, once. It is not taken away. 0: never.
   * Default 60,000.
   */
  readonly leakAfterMs?: number;
  /** Record the calls behind every checkout, not only after a leak; some 10 µs each. Default false. */
  readonly recordCheckouts?: boolean;
}

/** A replica that gets more reads than others, or fewer. */
export interface ReplicaOptions {
  readonly url: string;
  /** Its share of the reads, beside the weights of the other replicas. Default 1. */
  readonly weight?: number;
}

/**
 * What stands between this process and the servers that it connects to: nothing, or a pooler such as
 * PgBouncer in transaction mode, where every transaction, and every statement outside one, may run in
 * another session of the server, which others use too.
 */
export type Pooler = 'none' | 'transaction';

/** Everything the module needs to know. */
export interface DatabaseOptions {
  /**
   * `postgres://user:password@host:port/database` of the primary; or several, of which the one that takes
   * writes is found, and found again after a failover.
   */
  readonly url: string | readonly string[];
  /** Replicas, as whole URLs. Default: none, reads use the primary. */
  readonly readUrls?: readonly (string | ReplicaOptions)[];
  /** Shown in `pg_stat_activity` for every connection. Default `nest`. */
  readonly applicationName?: string;
  readonly pool?: PoolOptions;
  /**
   * Whether `url` and `readUrls` lead to poolers. With `transaction` no statement is named, the limits of
   * the server are set in each transaction, this library ends a statement outside one that exceeds
   * `statementTimeoutMs`, and SQL that would change a session is refused. Default `none`.
   */
  readonly pooler?: Pooler;
  /** TLS. When given, `sslmode` and its kin in the URLs are ignored. Default: what each URL says. */
  readonly ssl?: boolean | ConnectionOptions;
  /** Log the text of every statement, without its parameters. Default false. */
  readonly echo?: boolean;
  /** Time limit for making one connection. Default 5000. */
  readonly connectTimeoutMs?: number;
  /** The server cancels a statement after this. 0: never. Default 30,000. */
  readonly statementTimeoutMs?: number;
  /**
   * A statement without any answer for this long ends its connection: the server is frozen, or out of
   * reach. Must be more than `statementTimeoutMs`, so that the server has the first word. 0: never.
   * Default: `statementTimeoutMs` + 5000, or 0 where that is 0.
   */
  readonly queryTimeoutMs?: number;
  /** The server gives up waiting for a lock after this. 0: never. Default 10,000. */
  readonly lockTimeoutMs?: number;
  /** The server ends a session that idles inside a transaction for this long. 0: never. Default 60,000. */
  readonly idleInTransactionTimeoutMs?: number;
  /**
   * How many different texts with parameters are prepared under a name, for all connections together.
   * 0: none. Default 128.
   */
  readonly preparedStatements?: number;
  /** A statement that took longer is told as `slow_query`, with its plan. 0: never. Default 500. */
  readonly slowQueryMs?: number;
  /**
   * Put application, route and trace behind every statement, as a comment in the form of sqlcommenter.
   * Texts then differ by request, so that no statement is prepared under a name. Default false.
   */
  readonly queryComments?: boolean;
  /** How many processes use the database with these options, for the check against its limit. Default 1. */
  readonly processes?: number;
  /** How long the caller's request may still take. Default: no limit. */
  readonly deadline?: () => Deadline | undefined;
  /** The route of the caller's request, for leaks and comments. Default: not known. */
  readonly route?: () => string | undefined;
  /** The `traceparent` (W3C Trace Context) of the caller's request, for comments. Default: none. */
  readonly traceparent?: () => string | undefined;
  /** Where the caller's waits are added up; asked where it asks for a connection. Default: nowhere. */
  readonly waits?: () => CallerWaits | undefined;
  /** How long the start waits for the primary. Default 10,000. */
  readonly startTimeoutMs?: number;
  /** How long the shutdown waits for connections in use. Default 10,000. */
  readonly shutdownTimeoutMs?: number;
  /** Time limit of one after-commit hook. Default 10,000. */
  readonly afterCommitTimeoutMs?: number;
  /** How often each replica is looked at, on a connection of its own. Default 250. */
  readonly replicaCheckIntervalMs?: number;
  /** A replica that needs longer to say how it is gets no reads, and those on it move on. Default 1000. */
  readonly replicaTimeoutMs?: number;
  /** A replica that shows data older than this gets no reads. 0: any age. Default 10,000. */
  readonly maxReplicaLagMs?: number;
  /** A replica that has to replay more than this gets no reads. 0: any amount. Default 64 MiB. */
  readonly maxReplicaLagBytes?: number;
  /**
   * Part of the primary's connections, 0 to 1, that reads which no replica can answer may hold at a
   * time, at least one; further ones wait as for a connection. Default 0.5.
   */
  readonly primaryReadShare?: number;
  /** What the reads of the current call must see. Default: any committed state, a replica's too. */
  readonly consistency?: ReadConsistencySource;
  /** Entities beside those of `TypeOrmModule.forFeature`. */
  readonly entities?: DataSourceOptions['entities'];
  /** Subscribers handed to TypeORM. */
  readonly subscribers?: DataSourceOptions['subscribers'];
  /** Naming strategy handed to TypeORM. */
  readonly namingStrategy?: DataSourceOptions['namingStrategy'];
}

type WithDefaults<T, Open extends keyof T> = Required<Omit<T, Open>> & Pick<T, Open>;

/** {@link PoolOptions} with every default filled in. */
export type ResolvedPoolOptions = Required<PoolOptions>;

type OptionalOption =
  'ssl' | 'consistency' | 'waits' | 'entities' | 'subscribers' | 'namingStrategy';

/** {@link DatabaseOptions} with every default filled in. */
export type ResolvedDatabaseOptions = Omit<
  WithDefaults<DatabaseOptions, OptionalOption>,
  'pool' | 'url' | 'readUrls'
> & {
  readonly urls: readonly string[];
  readonly pool: ResolvedPoolOptions;
  readonly readUrls: readonly Required<ReplicaOptions>[];
};

const POOL_DEFAULTS: Omit<ResolvedPoolOptions, 'minSize' | 'maxSize'> = {
  size: 5,
  maxOverflow: 5,
  checkoutTimeoutMs: 30_000,
  recycleSeconds: 1800,
  prePing: true,
  prePingIdleMs: 1000,
  overflowIdleMs: 1000,
  maxWaiting: 1000,
  leakAfterMs: 60_000,
  recordCheckouts: false,
};

const DEFAULTS = {
  readUrls: [],
  pooler: 'none',
  applicationName: 'nest',
  echo: false,
  connectTimeoutMs: 5000,
  statementTimeoutMs: 30_000,
  lockTimeoutMs: 10_000,
  idleInTransactionTimeoutMs: 60_000,
  preparedStatements: 128,
  slowQueryMs: 500,
  queryComments: false,
  processes: 1,
  deadline: () => undefined,
  route: () => undefined,
  traceparent: () => undefined,
  startTimeoutMs: 10_000,
  shutdownTimeoutMs: 10_000,
  afterCommitTimeoutMs: 10_000,
  replicaCheckIntervalMs: 250,
  replicaTimeoutMs: 1000,
  maxReplicaLagMs: 10_000,
  maxReplicaLagBytes: 64 * 1024 * 1024,
  primaryReadShare: 0.5,
} satisfies Partial<DatabaseOptions>;

/** How much longer than the server's own limit an answer may take by default. */
const ANSWER_MARGIN_MS = 5000;

/**
 * Fills in the defaults.
 * @throws RangeError naming the option that is no whole number, too small or too large.
 */
export function resolveDatabaseOptions(options: DatabaseOptions): ResolvedDatabaseOptions {
  const pool = resolvePool(options.pool ?? {});
  const given = { ...DEFAULTS, ...withoutUndefined(options), pool };
  const { queryTimeoutMs = defaultQueryTimeoutMs(given.statementTimeoutMs) } = given;
  const readUrls = given.readUrls.map(replicaOptions);
  const { url, ...others } = given;
  const urls = typeof url === 'string' ? [url] : url;
  const resolved = { ...others, queryTimeoutMs, urls, readUrls };
  requireWholeNumbers(pool, 'pool.');
  requireWholeNumbers(resolved, '');
  for (const replica of readUrls) requireWholeNumbers(replica, 'readUrls.');
  requireShare(resolved.primaryReadShare);
  requireLastWord(resolved);
  return resolved;
}

function resolvePool(options: PoolOptions): ResolvedPoolOptions {
  const given = { ...POOL_DEFAULTS, ...withoutUndefined(options) };
  const { minSize = given.size, maxSize = given.size } = given;
  const pool = { ...given, minSize, maxSize };
  if (pool.minSize <= pool.size && pool.size <= pool.maxSize) return pool;
  throw new RangeError('Database option pool.size must lie between pool.minSize and pool.maxSize.');
}

function replicaOptions(replica: string | ReplicaOptions): Required<ReplicaOptions> {
  if (typeof replica === 'string') return { url: replica, weight: 1 };
  return { url: replica.url, weight: replica.weight ?? 1 };
}

function defaultQueryTimeoutMs(statementTimeoutMs: number): number {
  return statementTimeoutMs === 0 ? 0 : statementTimeoutMs + ANSWER_MARGIN_MS;
}

function requireLastWord({ statementTimeoutMs, queryTimeoutMs }: ResolvedDatabaseOptions): void {
  if (queryTimeoutMs === 0 || (statementTimeoutMs > 0 && statementTimeoutMs < queryTimeoutMs))
    return;
  throw new RangeError(
    'Database option queryTimeoutMs must be more than statementTimeoutMs, or 0.',
  );
}
