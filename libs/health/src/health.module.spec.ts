import {
  Catch,
  Injectable,
  Module,
  SetMetadata,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { FastifyReply } from 'fastify';
import { Draining } from './draining';
import type { HealthState } from './health-indicator';
import { HealthRegistry } from './health-registry';
import { HealthModule, type HealthModuleOptions } from './health.module';

const UP: HealthState = { status: 'up' };

/** Stands for an application's own error format. */
@Catch()
class EverythingIsAProblem implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().code(500).send({ title: 'problem' });
  }
}

/** Stands for an application's access rule: a route without the mark is refused. */
@Injectable()
class OnlyMarkedRoutes implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return Reflect.getMetadata('open', context.getHandler()) === true;
  }
}

@Module({
  providers: [
    { provide: APP_FILTER, useClass: EverythingIsAProblem },
    { provide: APP_GUARD, useClass: OnlyMarkedRoutes },
  ],
})
class HostModule {}

/** Every dependency of a shop, with states that the test sets. */
class Dependencies {
  database: HealthState | Error = UP;
  redis: HealthState = { status: 'up', topLevel: { name: 'redis', value: 'healthy' } };
  migrations: HealthState = UP;
  checks = 0;

  register(registry: HealthRegistry): void {
    registry.register({
      name: 'database',
      critical: true,
      check: () => {
        this.checks++;
        return this.database instanceof Error
          ? Promise.reject(this.database)
          : Promise.resolve(this.database);
      },
    });
    registry.register({ name: 'redis', critical: false, read: () => this.redis });
    registry.register({
      name: 'embedding_provider',
      critical: false,
      read: () => ({ status: 'up', text: 'lexical' }),
    });
    registry.register({
      name: 'migrations',
      critical: true,
      inSummary: false,
      read: () => this.migrations,
    });
  }
}

const open: HealthModuleOptions = { decorators: [SetMetadata('open', true)] };

async function createApp(
  options: HealthModuleOptions,
  register: (registry: HealthRegistry) => void,
): Promise<NestFastifyApplication> {
  const module = await Test.createTestingModule({
    imports: [HealthModule.forRoot(options), HostModule],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  register(app.get(HealthRegistry));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

describe('health routes', () => {
  let app: NestFastifyApplication;
  let dependencies: Dependencies;

  const start = async (options: HealthModuleOptions = open): Promise<void> => {
    app = await createApp(options, (registry) => {
      dependencies.register(registry);
    });
  };
  const get = async (url: string) => {
    const response = await app.inject({ method: 'GET', url });
    return { status: response.statusCode, body: response.json<unknown>(), response };
  };

  beforeEach(() => {
    dependencies = new Dependencies();
  });
  afterEach(() => app.close());

  it('show every dependency, and Redis a second time, when all is well', async () => {
    await start();
    expect(await get('/health')).toMatchObject({
      status: 200,
      body: {
        status: 'healthy',
        checks: { database: 'ok', redis: 'ok', embedding_provider: 'lexical' },
        redis: 'healthy',
      },
    });
  });

  it('keep exactly the documented properties, in the documented order', async () => {
    await start();
    const { response } = await get('/health');
    expect(response.body).toBe(
      '{"status":"healthy","checks":{"database":"ok","redis":"ok","embedding_provider":"lexical"},"redis":"healthy"}',
    );
  });

  it('stay healthy without a dependency that is not critical', async () => {
    await start();
    dependencies.redis = { status: 'down', topLevel: { name: 'redis', value: 'unavailable' } };
    expect(await get('/health')).toMatchObject({
      status: 200,
      body: {
        status: 'healthy',
        checks: { redis: 'error: unavailable' },
        redis: 'unavailable',
      },
    });
    expect(await get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('tell 503 and neither host nor driver message when a critical dependency fails', async () => {
    dependencies.database = new Error('connect ECONNREFUSED 10.1.2.3:5432');
    await start();
    const { status, body, response } = await get('/health');
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'unhealthy',
      checks: { database: 'error: unavailable', redis: 'ok' },
      redis: 'healthy',
    });
    expect(response.body).not.toMatch(/ECONN|10\.1\.2\.3|5432/);
  });

  it('never show an indicator the words that say how the service is', async () => {
    dependencies.redis = { status: 'up', topLevel: { name: 'status', value: 'forged' } };
    await start();
    expect((await get('/health')).body).toMatchObject({ status: 'healthy' });
  });

  it('fail readiness, with the name only, while a critical indicator is down', async () => {
    await start();
    dependencies.migrations = { status: 'down', text: 'pending: 003_performance_indexes' };
    const ready = await get('/health/ready');
    expect(ready).toMatchObject({ status: 503, body: { status: 'error', failed: ['migrations'] } });
    expect(ready.response.body).not.toContain('003');
    expect((await get('/health')).status).toBe(200);
    dependencies.migrations = UP;
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('stay alive while every dependency is down', async () => {
    dependencies.database = new Error('gone');
    dependencies.migrations = { status: 'down' };
    await start();
    expect(await get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('call the start over once the first results are in, good or bad', async () => {
    dependencies.database = new Error('gone');
    await start();
    expect((await get('/health/startup')).status).toBe(200);
  });

  it('call the start not over while a first result is missing, and do not wait for it', async () => {
    app = await createApp({ ...open, startupWaitMs: 5, timeoutMs: 4_000 }, (registry) => {
      registry.register({
        name: 'frozen',
        critical: true,
        check: (signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(new Error('aborted'));
            });
          }),
      });
    });
    expect(await get('/health/startup')).toMatchObject({
      status: 503,
      body: { status: 'starting' },
    });
    expect((await get('/health/ready')).status).toBe(503);
    expect((await get('/health/live')).status).toBe(200);
  });

  it('ask no dependency, however many probes arrive', async () => {
    await start({ ...open, intervalMs: 60_000, maxAgeMs: 120_000 });
    const urls = ['/health', '/health/live', '/health/ready', '/health/startup'];
    const probes = Array.from({ length: 1_000 }, (_, index) => get(urls[index % 4] ?? '/health'));
    expect((await Promise.all(probes)).every(({ status }) => status === 200)).toBe(true);
    expect(dependencies.checks).toBe(1);
  });

  it('forbid every cache to keep an answer', async () => {
    await start();
    for (const url of ['/health', '/health/live', '/health/ready', '/health/startup']) {
      expect((await get(url)).response.headers['cache-control']).toBe('no-store');
    }
  });

  it('fail readiness at once when the process has been told to end, and nothing else', async () => {
    await start();
    app.get(Draining).begin();
    expect(await get('/health/ready')).toMatchObject({
      status: 503,
      body: { failed: ['shutdown'] },
    });
    expect((await get('/health')).status).toBe(200);
    expect((await get('/health/live')).status).toBe(200);
  });

  it('list their checks on request, redis and all', async () => {
    await start();
    dependencies.redis = { status: 'down' };
    const response = await app.inject('/health/ready?verbose');
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(response.body).toContain('[+]redis degraded\n');
    expect(response.body).toContain('[+]database ok\n');
    expect((await app.inject('/health/live?verbose')).body).toBe(
      '[+]event_loop ok\nlive check passed\n',
    );
  });

  it('leave out the checks that a probe excludes', async () => {
    await start();
    dependencies.migrations = { status: 'down' };
    expect((await get('/health/ready?exclude=redis')).status).toBe(503);
    expect((await get('/health/ready?exclude=redis&exclude=migrations')).status).toBe(200);
  });

  it('give reasons to whom the application trusts', async () => {
    dependencies.database = Object.assign(new Error('no'), { code: '57P03' });
    await start({ ...open, showsDetails: (request) => typeof request === 'object' });
    expect((await app.inject('/health/ready?verbose')).body).toContain('failed: 57P03, checked');
  });

  it("carry the application's decorators, on one route or on all", async () => {
    await start({ routeDecorators: { live: [SetMetadata('open', true)] } });
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).body).toEqual({ title: 'problem' });
  });

  it('lie where the application puts them', async () => {
    await start({ ...open, path: 'status' });
    expect((await get('/status/ready')).status).toBe(200);
    expect((await app.inject('/health')).statusCode).not.toBe(200);
  });
});

describe('two applications in one process', () => {
  it('keep their indicators, paths and decorators apart', async () => {
    const first = await createApp({ ...open, path: 'first' }, (registry) => {
      registry.register({ name: 'store', critical: true, read: () => ({ status: 'down' }) });
    });
    const second = await createApp({ path: 'second' }, (registry) => {
      registry.register({ name: 'store', critical: true, read: () => UP });
    });
    try {
      expect((await first.inject('/first')).json()).toMatchObject({ status: 'unhealthy' });
      expect((await second.inject('/second')).json()).toEqual({ title: 'problem' });
      expect(second.get(HealthRegistry).reports()).toMatchObject([{}, { state: UP }]);
    } finally {
      await first.close();
      await second.close();
    }
  });
});

describe('registering an indicator', () => {
  const indicator = { name: 'store', critical: true, read: () => UP };
  let registry: HealthRegistry;
  let close: () => Promise<void>;

  beforeEach(async () => {
    const app = await createApp(open, () => undefined);
    registry = app.get(HealthRegistry);
    close = () => app.close();
  });
  afterEach(() => close());

  it('refuses a name that is taken', () => {
    registry.register(indicator);
    expect(() => {
      registry.register(indicator);
    }).toThrow('registered twice');
  });

  it.each(['', 'Store', '__proto__', 'a b', '1st'])('refuses %p as a name', (name) => {
    expect(() => {
      registry.register({ ...indicator, name });
    }).toThrow('no name');
  });

  it('watches an indicator that is registered after the start', async () => {
    const checked = new Promise<void>((resolve) => {
      registry.register({
        ...indicator,
        name: 'late',
        check: () => {
          resolve();
          return Promise.resolve(UP);
        },
      });
    });
    await checked;
    expect(registry.reports().map(({ indicator }) => indicator.name)).toContain('late');
  });
});

describe('HealthModule.forRootAsync', () => {
  it('refuses impossible times from its factory at start', async () => {
    const module = Test.createTestingModule({
      imports: [HealthModule.forRootAsync({ useFactory: () => ({ timeoutMs: -1 }) })],
    });
    await expect(module.compile()).rejects.toThrow(RangeError);
  });
});
