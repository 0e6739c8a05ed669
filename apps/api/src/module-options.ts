import type { CacheOptions, RedisOptions } from '@strata/cache';
import { nodePostgresSsl, type Secret, type StrataConfig } from '@strata/config';
import {
  findPrimaryUrl,
  Migrator,
  type Database,
  type DatabaseOptions,
  type UnitOfWork,
} from '@strata/database';
import { cachePorts, databasePorts, type RetentionRule } from '@strata/platform';
import type { FastifyRequest } from 'fastify';
import { callerOf } from './http/caller';
import { migrationsDirectory } from './migrations-directory';

/** A configuration whose database has been settled: given, or embedded and running. */
export type SettledConfig = StrataConfig & { readonly database: { readonly url: Secret } };

/** The database library's options. */
export function databaseOptions({ database, http }: SettledConfig): DatabaseOptions {
  const { size, minSize, maxSize, maxOverflow, timeoutSeconds, recycleSeconds, prePing } =
    database.pool;
  const leakAfterMs = database.pool.leakAfterSeconds * 1000;
  return {
    url: primaryUrls(database),
    pooler: database.pooler,
    readUrls: database.readUrls.map((url, index) => ({
      url: url.reveal(),
      weight: database.readWeights[index],
    })),
    maxReplicaLagMs: database.replicaMaxLagMs,
    maxReplicaLagBytes: database.replicaMaxLagBytes,
    ssl: nodePostgresSsl(database.ssl),
    applicationName: database.applicationName,
    echo: database.echo,
    statementTimeoutMs: database.statementTimeoutSeconds * 1000,
    lockTimeoutMs: database.lockTimeoutSeconds * 1000,
    idleInTransactionTimeoutMs: database.idleInTransactionTimeoutSeconds * 1000,
    slowQueryMs: database.slowQueryMs,
    processes: database.processes,
    queryComments: database.queryComments,
    pool: {
      size,
      minSize,
      maxSize,
      maxOverflow,
      checkoutTimeoutMs: timeoutSeconds * 1000,
      recycleSeconds,
      prePing,
      leakAfterMs,
    },
    ...databasePorts({ tellWaits: http.serverTiming }),
  };
}

function primaryUrls({ url, otherUrls }: SettledConfig['database']): [string, ...string[]] {
  return [url.reveal(), ...otherUrls.map((other) => other.reveal())];
}

/** Past the pooler, where there is one. */
function directUrls(database: SettledConfig['database']): [string, ...string[]] {
  const [first, ...others] = database.directUrls.map((url) => url.reveal());
  return first === undefined ? primaryUrls(database) : [first, ...others];
}

/** What migrates the server that takes writes now; `onProgress` is told what it does. */
export async function migratorOf(
  { database }: SettledConfig,
  onProgress?: (message: string) => void,
): Promise<Migrator> {
  const ssl = nodePostgresSsl(database.ssl);
  return new Migrator({
    connectionString: await findPrimaryUrl(directUrls(database), ssl),
    directory: migrationsDirectory(),
    ssl,
    onProgress,
  });
}

/** The cache library's options, joined to the request and to the unit of work. */
export function cacheOptions(
  { cache, redis }: StrataConfig,
  unitOfWork: UnitOfWork,
  database: Database,
): CacheOptions {
  return {
    enabled: cache.enabled,
    namespace: cache.namespace,
    defaultTtlSeconds: cache.ttlSeconds.default,
    ...(redis && { redis: redisOptions(redis) }),
    ...cachePorts(unitOfWork, database, cache.namespace),
    http: { callerId: holderOf, ttlSeconds: { users: cache.ttlSeconds.users } },
  };
}

function redisOptions({
  url,
  maxConnections,
  timeoutMs,
  tlsCa,
}: NonNullable<StrataConfig['redis']>): RedisOptions {
  return {
    url: url.reveal(),
    maxConnections,
    commandTimeoutMs: timeoutMs,
    tls: { ca: tlsCa },
  };
}

/** Which rows go, and when. */
export function retentionRules({ retention }: StrataConfig): RetentionRule[] {
  return [
    { table: 'public.cache_invalidations', days: retention.outboxDays },
    { table: 'production.analysis_requests', days: retention.idempotencyDays },
    { table: 'production.analysis_claims', days: retention.idempotencyDays },
    { table: 'production.idempotent_requests', days: retention.idempotencyDays },
    { table: 'public.audit_log', days: retention.auditDays },
    {
      table: 'auth.api_keys',
      // The earlier of the two, or the one that there is; NULL for a key without an end.
      since: 'least(revoked_at, expires_at)',
      days: retention.apiKeyDays,
    },
  ];
}

/**
 * Whose answers a response cached by caller may be given to. Who was an admin may have read what the
 * same subject must not read without that role.
 */
function holderOf(request: unknown): string | undefined {
  // The cache library serves any HTTP adapter; here it is Fastify.
  const caller = callerOf(request as FastifyRequest);
  return caller && `${caller.isAdmin ? 'admin' : 'user'} ${caller.subject}`;
}
