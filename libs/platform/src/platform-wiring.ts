import { Inject, Injectable } from '@nestjs/common';
import { CacheEvents, CacheInsight, CacheService, CacheWarmers } from '@strata/cache';
import { DatabaseEvents, DatabaseStatus } from '@strata/database';
import { HealthEvents, HealthRegistry } from '@strata/health';
import { MetricsRegistry } from '@strata/metrics';
import { trackCacheOutcome } from './cache-outcome';
import { databaseIndicator } from './health-indicators/database-indicator';
import { embeddingIndicator } from './health-indicators/embedding-indicator';
import { MigrationsIndicator } from './health-indicators/migrations-indicator';
import { redisIndicator } from './health-indicators/redis-indicator';
import { replicasIndicator } from './health-indicators/replicas-indicator';
import { warmingIndicator } from './health-indicators/warming-indicator';
import { logCacheEvents } from './log-events/cache-log';
import { logDatabaseEvents } from './log-events/database-log';
import { logHealthChanges } from './log-events/health-log';
import { recordCacheDurations } from './metric-sources/cache-durations';
import { cacheEndpointSource } from './metric-sources/cache-endpoint-source';
import { cacheNamespaceSources } from './metric-sources/cache-namespace-sources';
import { cacheSources } from './metric-sources/cache-sources';
import { healthSource } from './metric-sources/health-source';
import { migrationsSource } from './metric-sources/migrations-source';
import { poolSources } from './metric-sources/pool-sources';
import { recordPoolDurations } from './metric-sources/pool-durations';
import { replicaSources } from './metric-sources/replica-sources';
import { recordQueryDurations } from './metric-sources/query-durations';
import { warmerSources } from './metric-sources/warmer-sources';
import { PLATFORM_OPTIONS, type PlatformOptions } from './platform-options';

/**
 * Joins the libraries when it is constructed, before any of them starts. The subscriptions last as long as the
 * emitters, which end with the application: what happens at shutdown is still written.
 */
@Injectable()
export class PlatformWiring {
  readonly #migrations: MigrationsIndicator;

  constructor(
    @Inject(PLATFORM_OPTIONS) private readonly options: PlatformOptions,
    private readonly cache: CacheService,
    private readonly cacheEvents: CacheEvents,
    private readonly cacheInsight: CacheInsight,
    private readonly warmers: CacheWarmers,
    private readonly database: DatabaseStatus,
    private readonly databaseEvents: DatabaseEvents,
    private readonly health: HealthRegistry,
    private readonly healthEvents: HealthEvents,
    private readonly metrics: MetricsRegistry,
  ) {
    this.#migrations = new MigrationsIndicator(this.options.migrations);
    this.#subscribeLogs();
    this.#registerMetrics();
    this.#registerHealth();
    trackCacheOutcome(this.cacheEvents);
    // A promotion may have lost commits that caches have seen.
    this.databaseEvents.on('primary_promoted', () => void this.cache.clear());
  }

  /** In the order in which `/health` shows them. */
  #registerHealth(): void {
    const { embeddingProvider } = this.options;
    this.health.register(databaseIndicator(this.database));
    this.health.register(redisIndicator(this.cache));
    if (embeddingProvider) this.health.register(embeddingIndicator(embeddingProvider));
    this.health.register(this.#migrations);
    this.health.register(replicasIndicator(this.database));
    this.health.register(warmingIndicator(this.warmers));
  }

  #registerMetrics(): void {
    const sources = [
      ...cacheSources(this.cache),
      ...cacheNamespaceSources(this.cache),
      cacheEndpointSource(this.cacheInsight),
      ...warmerSources(this.warmers),
      ...poolSources(this.database),
      ...replicaSources(this.database),
      healthSource(this.health),
      migrationsSource(this.#migrations),
    ];
    for (const source of sources) this.metrics.register(source);
    recordCacheDurations(this.cacheEvents, this.metrics);
    recordPoolDurations(this.databaseEvents, this.database, this.metrics);
    recordQueryDurations(this.databaseEvents, this.metrics);
  }

  #subscribeLogs(): void {
    const { logger } = this.options;
    logCacheEvents(this.cacheEvents, logger);
    logDatabaseEvents(this.databaseEvents, logger);
    logHealthChanges(this.healthEvents, logger);
  }
}
