import { Module, type Provider } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CacheEvents, CacheInsight, CacheService, CacheWarmers } from '@strata/cache';
import {
  DatabaseEvents,
  DatabaseStatus,
  UnitOfWork,
  type MigrationState,
  type ServerStatus,
} from '@strata/database';
import { HealthModule } from '@strata/health';
import { MetricsModule } from '@strata/metrics';
import type { PlatformLogger } from './platform-logger';
import { PlatformModule } from './platform.module';

const PRIMARY: ServerStatus = {
  server: 'primary',
  role: 'primary',
  available: true,
  settings: {
    checkoutTimeoutMs: 30_000,
    recycleSeconds: 1_800,
    prePing: true,
    leakAfterMs: 60_000,
  },
  size: 20,
  maxOverflow: 10,
  idle: 1,
  checkedOut: 0,
  overflow: 0,
  waiting: 0,
  totalConnections: 1,
  totalCheckouts: 1,
  totalCheckins: 1,
  totalWaitMs: 0,
  totalUseMs: 0,
  totalLeaks: 0,
  timeouts: 0,
};

/** Cache and database with figures that the test sets; no services. */
class Dependencies {
  primaryAnswers = true;
  redis: 'connected' | 'unavailable' | 'disabled' = 'connected';
  migrations: { readonly state: MigrationState }[] = [{ state: 'applied' }];
  readonly events = new DatabaseEvents();
  readonly warmers = { warming: false, reports: () => [] };

  readonly providers: Provider[] = [
    CacheEvents,
    { provide: CacheInsight, useValue: { endpoints: () => [] } },
    { provide: CacheWarmers, useValue: this.warmers },
    { provide: DatabaseEvents, useValue: this.events },
    // Without rules of retention nobody asks it anything.
    { provide: UnitOfWork, useValue: {} },
    {
      provide: CacheService,
      useValue: {
        stats: () => ({
          enabled: true,
          hits: 3,
          misses: 1,
          errors: 0,
          namespaces: {},
          memory: { bytes: 0 },
          redis: { state: this.redis, breaker: 'closed', hits: 0 },
        }),
      },
    },
    {
      provide: DatabaseStatus,
      useValue: {
        servers: () => [PRIMARY],
        ping: () =>
          this.primaryAnswers ? Promise.resolve() : Promise.reject(new Error('10.1.2.3 is gone')),
      },
    },
  ];
}

const lines: string[] = [];
const write = (_fields: object, message: string): void => {
  lines.push(message);
};
const logger: PlatformLogger = {
  isLevelEnabled: () => true,
  debug: write,
  info: write,
  warn: write,
  error: write,
};

async function createApp(dependencies: Dependencies): Promise<NestFastifyApplication> {
  @Module({ providers: dependencies.providers, exports: dependencies.providers })
  class LeafModule {}

  const module = await Test.createTestingModule({
    imports: [
      { module: LeafModule, global: true },
      HealthModule.forRoot(),
      MetricsModule.forRoot({ processMetrics: false }),
      PlatformModule.forRootAsync({
        useFactory: () => ({
          logger,
          migrations: () => Promise.resolve(dependencies.migrations),
          embeddingProvider: 'lexical',
        }),
      }),
    ],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

describe('an application with the platform', () => {
  let app: NestFastifyApplication;
  let dependencies: Dependencies;
  const get = async (url: string) => {
    const { statusCode, payload } = await app.inject(url);
    return { status: statusCode, body: payload };
  };

  beforeEach(() => {
    dependencies = new Dependencies();
    lines.length = 0;
  });
  afterEach(() => app.close());

  it("answers /health in both predecessors' shapes", async () => {
    app = await createApp(dependencies);
    expect(await get('/health')).toEqual({
      status: 200,
      body: '{"status":"healthy","checks":{"database":"ok","redis":"ok","embedding_provider":"lexical"},"redis":"healthy"}',
    });
  });

  it('is healthy without Redis, and says so', async () => {
    dependencies.redis = 'unavailable';
    app = await createApp(dependencies);
    expect(await get('/health')).toEqual({
      status: 200,
      body: '{"status":"healthy","checks":{"database":"ok","redis":"error: unavailable","embedding_provider":"lexical"},"redis":"unavailable"}',
    });
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('is unhealthy and unready without the database, and names no host', async () => {
    dependencies.primaryAnswers = false;
    app = await createApp(dependencies);
    expect(await get('/health')).toEqual({
      status: 503,
      body: '{"status":"unhealthy","checks":{"database":"error: unavailable","redis":"ok","embedding_provider":"lexical"},"redis":"healthy"}',
    });
    expect(await get('/health/ready')).toEqual({
      status: 503,
      body: '{"status":"error","failed":["database"]}',
    });
  });

  it('is unready, but healthy, while migrations are pending', async () => {
    dependencies.migrations.push({ state: 'pending' });
    app = await createApp(dependencies);
    expect(await get('/health/ready')).toEqual({
      status: 503,
      body: '{"status":"error","failed":["migrations"]}',
    });
    expect((await get('/health')).status).toBe(200);
    expect((await get('/metrics')).body).toContain('\ndb_migrations{state="pending"} 1\n');
  });

  it('is neither started nor ready while the cache is being warmed, and logs no failure', async () => {
    dependencies.warmers.warming = true;
    app = await createApp(dependencies);
    expect(await get('/health/ready')).toEqual({
      status: 503,
      body: '{"status":"error","failed":["cache_warming"]}',
    });
    expect((await get('/health/startup')).status).toBe(503);
    expect((await get('/health')).status).toBe(200);
    dependencies.warmers.warming = false;
    expect((await get('/health/ready')).status).toBe(200);
    expect((await get('/health/startup')).status).toBe(200);
  });

  it("shows the predecessors' metrics", async () => {
    app = await createApp(dependencies);
    const { body } = await get('/metrics');
    for (const line of ['cache_hits_total 3', 'cache_misses_total 1', 'cache_hit_rate 0.75']) {
      expect(body).toContain(`\n${line}\n`);
    }
    expect(body).toContain('\ndb_pool_size 20\n');
    expect(body).toContain('\nquery_duration_seconds_count{method="none"} 0\n');
    expect(body).toContain('\nhealth_indicator_up{indicator="database"} 1\n');
    expect(body).toContain('\ndb_migrations{state="applied"} 1\n');
    expect(body).not.toMatch(/^metrics_source_errors_total\{.*\} [1-9]/m);
  });

  it('writes what the libraries announce', async () => {
    app = await createApp(dependencies);
    dependencies.events.emit('pool_configuration', {
      server: 'primary',
      role: 'primary',
      applicationName: 'strata',
      size: 20,
      maxOverflow: 10,
      checkoutTimeoutMs: 30_000,
      recycleSeconds: 1_800,
      prePing: true,
      totalConnections: 1,
    });
    expect(lines).toContain('pool_configuration');
    expect(lines).toContain('health_change');
  });
});
