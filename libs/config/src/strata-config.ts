import type { SslMode } from './kinds/ssl-mode';
import type { TrustProxy } from './kinds/trust-proxy';
import type { Secret } from './secret';

/** What the process is for; `test` behaves like `development`. */
export type RuntimeEnvironment = 'development' | 'production' | 'test';

/** Least severe message that is logged. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** How the service listens. */
export interface HttpConfig {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** For probes and metrics alone, beside `port`; 0 takes any free one, undefined: there is none. */
  readonly managementPort: number | undefined;
  /** Whose `X-Forwarded-*` headers are believed; in the form that Fastify takes. */
  readonly trustProxy: TrustProxy;
  /** Empty: cross-origin requests are not answered. */
  readonly corsOrigins: readonly string[];
  readonly bodyLimitBytes: number;
  /** How long a request may take; the database stops working for it then. */
  readonly requestTimeoutSeconds: number;
  /** How long a request waits for its turn under load before it is refused; 0: there are no turns. */
  readonly shedAfterMs: number;
  /** Whether answers say in Server-Timing what they waited for. */
  readonly serverTiming: boolean;
}

/** Requests that one caller may make within a minute, by the kind of route; 0: as many as it likes. */
export interface RateLimitsConfig {
  readonly reads: number;
  readonly writes: number;
  readonly analysis: number;
  readonly admin: number;
}

/** How the process ends when it is told to. */
export interface ShutdownConfig {
  /** How long requests are still served while readiness fails already. */
  readonly drainSeconds: number;
  /** How long work in flight is given to end after that. */
  readonly timeoutSeconds: number;
}

export interface LogConfig {
  readonly level: LogLevel;
  /** Undefined: pretty on a terminal only. */
  readonly pretty: boolean | undefined;
}

/** At most one of `jwtSecret` and `jwksUrl` is set; one of them is where `required` is true. */
export interface AuthConfig {
  /** False only on a loopback address outside production. */
  readonly required: boolean;
  /** Key for HS256, at least 32 bytes. */
  readonly jwtSecret: Secret | undefined;
  readonly jwksUrl: string | undefined;
  /** Required `iss` claim; undefined: any. */
  readonly issuer: string | undefined;
  /** Required `aud` claim; undefined: any. */
  readonly audience: string | undefined;
}

/** TLS to PostgreSQL; {@link SslMode} says what each mode does. */
export interface DatabaseSslConfig {
  readonly mode: SslMode;
  /** Certificates of the authority, PEM. */
  readonly ca: string | undefined;
}

export interface PoolConfig {
  /** Connections per server that are kept open. */
  readonly size: number;
  /** Bounds between which `size` changes by itself; undefined: it does not. */
  readonly minSize: number | undefined;
  readonly maxSize: number | undefined;
  /** Connections per server beyond `size`, closed after use. */
  readonly maxOverflow: number;
  /** Longest wait for a free connection. */
  readonly timeoutSeconds: number;
  /** Age at which a connection is replaced. */
  readonly recycleSeconds: number;
  readonly prePing: boolean;
  /** Use of a connection that is taken for a leak; 0: none. */
  readonly leakAfterSeconds: number;
}

/** What the URLs of PostgreSQL lead to: servers, or poolers in transaction mode. */
export type Pooler = 'none' | 'transaction';

export interface DatabaseConfig {
  /** The primary, as `postgresql://` without parameters on TLS. Undefined: the embedded one, never in production. */
  readonly url: Secret | undefined;
  /** Further servers, in the same form, one of which is the primary when the first one is not. */
  readonly otherUrls: readonly Secret[];
  /** Replicas, in the same form. */
  readonly readUrls: readonly Secret[];
  /** The primary past a pooler, or several servers of which one is it, in the same form; empty: `url`. */
  readonly directUrls: readonly Secret[];
  readonly pooler: Pooler;
  /** The share of the reads that each replica gets, beside those of the others. */
  readonly readWeights: readonly number[];
  /** 0: any. */
  readonly replicaMaxLagMs: number;
  /** 0: any. */
  readonly replicaMaxLagBytes: number;
  /** How long a caller reads from the primary after its own writes. */
  readonly readYourWritesSeconds: number;
  readonly ssl: DatabaseSslConfig;
  readonly pool: PoolConfig;
  readonly statementTimeoutSeconds: number;
  /** 0: never. */
  readonly lockTimeoutSeconds: number;
  /** 0: never. */
  readonly idleInTransactionTimeoutSeconds: number;
  /** A statement that takes longer is logged; 0: never. */
  readonly slowQueryMs: number;
  /** How many processes of this service there are. */
  readonly processes: number;
  /** Whether SQL carries the route. */
  readonly queryComments: boolean;
  readonly echo: boolean;
  readonly applicationName: string;
}

export interface EmbeddedConfig {
  /** As it was set; a relative path counts from the working directory. */
  readonly dataDir: string;
}

/** Times to live, in seconds. */
export interface CacheTtlSeconds {
  readonly default: number;
  readonly users: number;
  /** Upper bound; undefined: until the end of the user's local day. */
  readonly stats: number | undefined;
  readonly llm: number;
  readonly analysis: number;
}

export interface CacheConfig {
  readonly enabled: boolean;
  /** Begins every key; `[A-Za-z0-9_-]{1,64}`. */
  readonly namespace: string;
  readonly ttlSeconds: CacheTtlSeconds;
  /** Profiles that are put into the cache at start; 0: none. */
  readonly warmProfiles: number;
}

export interface RedisConfig {
  /** `redis://` or `rediss://`, without parameters. */
  readonly url: Secret;
  /** Upper bound. */
  readonly maxConnections: number;
  /** Of one command. */
  readonly timeoutMs: number;
  /** Certificates for a `rediss://` server, PEM; undefined: the authorities that Node trusts. */
  readonly tlsCa: string | undefined;
}

/** How long rows are kept that nobody changes any more; at least a day each. */
export interface RetentionConfig {
  readonly apiKeyDays: number;
  readonly auditDays: number;
  readonly idempotencyDays: number;
  readonly outboxDays: number;
}

/** The whole configuration, deeply frozen. Printing it shows no secret. */
export interface StrataConfig {
  readonly environment: RuntimeEnvironment;
  readonly http: HttpConfig;
  readonly shutdown: ShutdownConfig;
  readonly log: LogConfig;
  readonly rateLimits: RateLimitsConfig;
  readonly auth: AuthConfig;
  readonly database: DatabaseConfig;
  readonly embedded: EmbeddedConfig;
  readonly cache: CacheConfig;
  /** Undefined: no Redis, each process caches in its own memory. */
  readonly redis: RedisConfig | undefined;
  readonly retention: RetentionConfig;
}
