import { Module, type DynamicModule, type FactoryProvider, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AnalysisModule } from '@strata/analysis';
import { ApiKeysModule } from '@strata/api-keys';
import { AuditModule } from '@strata/audit';
import { CacheModule } from '@strata/cache';
import { Database, DatabaseModule, UnitOfWork } from '@strata/database';
import { HealthModule } from '@strata/health';
import { MetricsModule } from '@strata/metrics';
import { errorFields, IdempotentRequests, PlatformModule } from '@strata/platform';
import { ProjectsModule } from '@strata/projects';
import { StatsModule } from '@strata/stats';
import { UserDeletionHooks, UsersModule } from '@strata/users';
import { AdminController } from './admin/admin.controller';
import { ApiKeysController } from './admin/api-keys.controller';
import { AuditController } from './admin/audit.controller';
import { AUDIT_LOGGER, AuditLog } from './admin/audit-log';
import { CacheAdminController } from './admin/cache-admin.controller';
import { DatabaseAdminController } from './admin/database-admin.controller';
import {
  HEALTH_DOCUMENTATION,
  METRICS_DOCUMENTATION,
  PROBE_DECORATORS,
} from './admin/probe-documentation';
import { AnalysisController } from './analysis/analysis.controller';
import { AccessGuard } from './http/access.guard';
import { AccessPolicy } from './http/access-policy';
import { ManagementPort } from './http/management-port';
import { RateLimitGuard } from './http/rate-limit/rate-limit.guard';
import { rateLimitModule } from './http/rate-limit/rate-limit.module';
import { RequestsInFlight } from './http/requests-in-flight';
import {
  cacheOptions,
  databaseOptions,
  migratorOf,
  retentionRules,
  type SettledConfig,
} from './module-options';
import { ProjectsController } from './projects/projects.controller';
import { ActivitiesController } from './stats/activities.controller';
import { StatsController } from './stats/stats.controller';
import { CustomersController } from './users/customers.controller';
import { UserSettingsController } from './users/user-settings.controller';
import { UsersController } from './users/users.controller';

/** Shown by /health: embeddings are made in the process, by feature hashing. */
const EMBEDDING_PROVIDER = 'lexical';

/** The whole application: the only place where libraries, domain and routes are wired. */
@Module({})
export class AppModule {
  static forRoot(config: SettledConfig, policy: AccessPolicy, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ...infrastructure(config, policy, logger),
        rateLimitModule(config.rateLimits),
        ...domain(config),
      ],
      controllers: [
        AdminController,
        CacheAdminController,
        DatabaseAdminController,
        ApiKeysController,
        AuditController,
        AnalysisController,
        ProjectsController,
        UsersController,
        UserSettingsController,
        CustomersController,
        ActivitiesController,
        StatsController,
      ],
      providers: [
        { provide: AUDIT_LOGGER, useValue: logger },
        AuditLog,
        { provide: AccessPolicy, useValue: policy },
        AccessGuard,
        { provide: APP_GUARD, useClass: RateLimitGuard },
        RequestsInFlight,
        ManagementPort,
        idempotentRequests,
      ],
    };
  }
}

/** Kept answers hold what the caller has sent, about themselves or another user: they go with either. */
const idempotentRequests: FactoryProvider<IdempotentRequests> = {
  provide: IdempotentRequests,
  inject: [Database, UnitOfWork, UserDeletionHooks],
  useFactory: (database: Database, unitOfWork: UnitOfWork, hooks: UserDeletionHooks) => {
    const requests = new IdempotentRequests(database, unitOfWork);
    hooks.register('idempotency', (userId) => requests.deleteOf(userId));
    return requests;
  },
};

function infrastructure(
  config: SettledConfig,
  policy: AccessPolicy,
  logger: Logger,
): DynamicModule[] {
  return [
    DatabaseModule.forRootAsync({ useFactory: () => databaseOptions(config) }),
    CacheModule.forRootAsync({
      inject: [UnitOfWork, Database],
      useFactory: (unitOfWork: UnitOfWork, database: Database) =>
        cacheOptions(config, unitOfWork, database),
    }),
    HealthModule.forRoot({
      decorators: PROBE_DECORATORS,
      routeDecorators: HEALTH_DOCUMENTATION,
      // The application runs on Fastify alone.
      showsDetails: (request) => policy.isAdmin(request as FastifyRequest),
    }),
    MetricsModule.forRoot({
      decorators: [...PROBE_DECORATORS, ...METRICS_DOCUMENTATION],
      onSourceError: (source, error) => {
        logger.warn({ source, ...errorFields(error) }, 'metric_source_error');
      },
    }),
    PlatformModule.forRoot({
      logger,
      migrations: async () => (await migratorOf(config)).recorded(),
      embeddingProvider: EMBEDDING_PROVIDER,
      retention: retentionRules(config),
    }),
  ];
}

function domain({ cache, http }: SettledConfig): (DynamicModule | Type)[] {
  const { ttlSeconds, warmProfiles } = cache;
  return [
    AuditModule,
    ApiKeysModule,
    UsersModule.forRoot({ cacheTtlSeconds: ttlSeconds.users, warmProfiles }),
    ProjectsModule,
    StatsModule.forRoot({ maxCacheTtlSeconds: ttlSeconds.stats }),
    AnalysisModule.forRoot({
      answerTtlSeconds: ttlSeconds.analysis,
      claimSeconds: http.requestTimeoutSeconds,
    }),
  ];
}
