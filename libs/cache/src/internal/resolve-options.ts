import type { CacheOptions, HttpCacheSettings, RedisOptions } from '../cache.options';
import type { EntryPolicy } from '../entry-options';
import type { CachePosition } from '../coherence/coherence';
import type { InvalidationOutbox } from '../coherence/outbox/invalidation-outbox';
import type { VersionFence } from '../coherence/source-history';
import { CacheOptionsError } from '../errors';
import { parseRedisUrl } from '../stores/redis/redis-url';

/** {@link CacheOptions} with every default filled in. */
export interface ResolvedCacheOptions extends EntryPolicy {
  readonly enabled: boolean;
  readonly namespace: string;
  readonly defaultTtlSeconds: number;
  readonly ttlJitter: number;
  readonly schemaVersion: string;
  readonly memory: { readonly maxEntries: number; readonly maxBytes: number };
  readonly redis: Required<RedisOptions> | undefined;
  readonly l1MaxStaleMs: number;
  readonly leaseMs: number;
  readonly warmConcurrency: number;
  readonly warmTimeLimitMs: number;
  readonly maxTrackedNames: number;
  readonly maxEntryBytes: number;
  readonly bypass?: () => boolean;
  readonly insideTransaction?: () => boolean;
  readonly afterCommit: (hook: () => void | Promise<void>) => Promise<void>;
  readonly outbox?: InvalidationOutbox;
  readonly fence?: VersionFence;
  readonly minimumPosition?: () => CachePosition | undefined;
  readonly endpoint?: () => string | undefined;
  readonly http: HttpCacheSettings &
    Required<Pick<HttpCacheSettings, 'cacheName' | 'ttlSeconds' | 'compressFromBytes'>>;
}

const MEBIBYTE = 1024 * 1024;
const NAMESPACE = /^[A-Za-z0-9_.-]{1,64}$/;

const DEFAULTS = {
  enabled: true,
  namespace: 'cache',
  defaultTtlSeconds: 300,
  ttlJitter: 0,
  schemaVersion: '1',
  staleWhileRevalidateSeconds: 0,
  staleIfErrorSeconds: 0,
  earlyRefresh: 0,
  softTimeoutMs: 0,
  hardTimeoutMs: 60_000,
  l1MaxStaleMs: 5_000,
  leaseMs: 2_000,
  warmConcurrency: 2,
  warmTimeLimitMs: 10_000,
  maxTrackedNames: 100_000,
  maxEntryBytes: MEBIBYTE,
  afterCommit: async (hook: () => void | Promise<void>) => {
    await hook();
  },
} as const;

const MEMORY_DEFAULTS = { maxEntries: 100_000, maxBytes: 64 * MEBIBYTE } as const;

const REDIS_DEFAULTS = {
  connectTimeoutMs: 500,
  commandTimeoutMs: 100,
  startTimeoutMs: 300,
  maxReconnectDelayMs: 200,
  maxQueuedCommands: 10_000,
  maxConnections: 50,
  tls: {},
} as const;

/**
 * Fills in the defaults and checks the ranges.
 *
 * @throws CacheOptionsError naming the option, what was found and what is allowed
 */
export function resolveOptions(options: CacheOptions): ResolvedCacheOptions {
  const given = withoutUndefined(options);
  const namespace = given.namespace ?? DEFAULTS.namespace;
  const resolved: ResolvedCacheOptions = {
    ...DEFAULTS,
    ...given,
    memory: { ...MEMORY_DEFAULTS, ...withoutUndefined(options.memory ?? {}) },
    redis: options.redis && { ...REDIS_DEFAULTS, ...withoutUndefined(options.redis) },
    http: {
      ttlSeconds: {},
      cacheName: namespace,
      compressFromBytes: 1_024,
      ...withoutUndefined(options.http ?? {}),
    },
  };
  check(resolved);
  return resolved;
}

function check(options: ResolvedCacheOptions): void {
  if (!NAMESPACE.test(options.namespace)) {
    throw new CacheOptionsError(
      'namespace must consist of 1 to 64 letters, digits, "_", "." or "-".',
    );
  }
  if (!NAMESPACE.test(options.http.cacheName)) {
    throw new CacheOptionsError(
      'http.cacheName must be a token of letters, digits, "_", "." or "-".',
    );
  }
  checkRange('http.compressFromBytes', options.http.compressFromBytes, 0, Infinity);
  checkRange('ttlJitter', options.ttlJitter, 0, 1);
  checkRange('leaseMs', options.leaseMs, 0, 2 ** 31 - 1);
  checkRange('warmConcurrency', options.warmConcurrency, 1, 1_000);
  checkRange('warmTimeLimitMs', options.warmTimeLimitMs, 1, 2 ** 31 - 1);
  checkPolicy(options);
  const positive = {
    defaultTtlSeconds: options.defaultTtlSeconds,
    l1MaxStaleMs: options.l1MaxStaleMs,
    maxTrackedNames: options.maxTrackedNames,
    maxEntryBytes: options.maxEntryBytes,
    'memory.maxEntries': options.memory.maxEntries,
    'memory.maxBytes': options.memory.maxBytes,
    'redis.connectTimeoutMs': options.redis?.connectTimeoutMs ?? 1,
    'redis.commandTimeoutMs': options.redis?.commandTimeoutMs ?? 1,
    'redis.startTimeoutMs': options.redis?.startTimeoutMs ?? 1,
    'redis.maxReconnectDelayMs': options.redis?.maxReconnectDelayMs ?? 1,
    'redis.maxQueuedCommands': options.redis?.maxQueuedCommands ?? 1,
  };
  checkRange('redis.maxConnections', options.redis?.maxConnections ?? 2, 2, 10_000);
  if (options.redis !== undefined) parseRedisUrl(options.redis.url);
  for (const [name, value] of Object.entries(positive)) checkRange(name, value, 1, 2 ** 40);
}

function checkPolicy(options: EntryPolicy): void {
  checkRange('earlyRefresh', options.earlyRefresh ?? 0, 0, 1);
  checkRange('absenceTtlSeconds', options.absenceTtlSeconds ?? 0, 0, 2 ** 40);
  const windows = ['staleWhileRevalidateSeconds', 'staleIfErrorSeconds'] as const;
  for (const name of windows) checkRange(name, options[name] ?? 0, 0, 2 ** 40);
  for (const name of ['softTimeoutMs', 'hardTimeoutMs'] as const) {
    checkRange(name, options[name] ?? 0, 0, 2 ** 31 - 1);
  }
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new CacheOptionsError(`${name} is ${value}; allowed is ${least} to ${most}.`);
}

/** An option given as undefined means its default. */
function withoutUndefined<T extends object>(options: T): T {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  // The keys and values are those of the argument.
  return Object.fromEntries(entries) as T;
}
