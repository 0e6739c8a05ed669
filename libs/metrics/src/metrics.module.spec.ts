import {
  Controller,
  Get,
  Injectable,
  Module,
  Param,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { register as globalRegistry } from 'prom-client';
import { attachHttpMetrics } from './fastify-http-metrics';
import { HttpMetrics } from './http-metrics';
import { MetricsRegistry } from './metrics-registry';
import { MetricsModule, type MetricsModuleOptions } from './metrics.module';

@Controller('users')
class UsersController {
  @Get(':id')
  @SetMetadata('open', true)
  find(@Param('id') id: string): { id: string } {
    return { id };
  }
}

/** Stands for an application's own access rule. */
@Injectable()
class OnlyMarkedRoutes implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return Reflect.getMetadata('open', context.getHandler()) === true;
  }
}

@Module({
  controllers: [UsersController],
  providers: [{ provide: APP_GUARD, useClass: OnlyMarkedRoutes }],
})
class HostModule {}

const open: MetricsModuleOptions = { decorators: [SetMetadata('open', true)] };

async function createApp(metricsModule = MetricsModule.forRoot(open)) {
  const module = await Test.createTestingModule({ imports: [metricsModule, HostModule] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  const instance = app.getHttpAdapter().getInstance();
  attachHttpMetrics(instance, app.get(HttpMetrics));
  await app.init();
  await instance.ready();
  return app;
}

const scrape = async (app: NestFastifyApplication, url = '/metrics') => app.inject(url);

describe('GET /metrics', () => {
  let app: NestFastifyApplication;
  afterEach(() => app.close());

  it("answers in Prometheus's text format, for no cache to keep", async () => {
    app = await createApp();
    const { statusCode, headers } = await scrape(app);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each([
    'nodejs_eventloop_delay_min_seconds',
    'nodejs_eventloop_delay_max_seconds',
    'nodejs_eventloop_delay_mean_seconds',
    'nodejs_eventloop_delay_stddev_seconds',
    'nodejs_eventloop_delay_p50_seconds',
    'nodejs_eventloop_delay_p90_seconds',
    'nodejs_eventloop_delay_p99_seconds',
    'nodejs_eventloop_time_seconds_total',
    'nodejs_eventloop_utilization_ratio',
    'v8js_gc_duration_seconds',
    'v8js_memory_heap_used_bytes',
    'v8js_memory_heap_space_size_bytes',
    'v8js_memory_heap_space_available_size_bytes',
    'v8js_memory_heap_space_physical_size_bytes',
    'process_memory_usage_bytes',
    'process_cpu_time_seconds_total',
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_gc_duration_seconds',
    'nodejs_heap_size_used_bytes',
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
  ])('shows %s of the process', async (name) => {
    app = await createApp();
    expect((await scrape(app)).body).toContain(`# TYPE ${name} `);
  });

  it('leaves the process out when told to', async () => {
    app = await createApp(MetricsModule.forRoot({ ...open, processMetrics: false }));
    expect((await scrape(app)).body).not.toMatch(/^(nodejs|v8js|process)_/m);
  });

  it('is refused by an access rule that it does not satisfy', async () => {
    app = await createApp(MetricsModule.forRoot());
    expect((await scrape(app)).statusCode).toBe(403);
  });

  it('lies where the application puts it, with options from a factory', async () => {
    const useFactory = () => ({ processMetrics: false });
    app = await createApp(MetricsModule.forRootAsync({ ...open, path: 'scrape', useFactory }));
    expect((await scrape(app, '/scrape')).body).not.toContain('process_');
    expect((await scrape(app)).statusCode).toBe(404);
  });

  it('adds no series for more random URLs and users than a metric may have series', async () => {
    app = await createApp();
    const lines = async () => (await scrape(app)).body.match(/^http_server.*_count.*$/gm) ?? [];
    await scrape(app);
    for (let request = 0; request < 1_500; request++) {
      await app.inject(`/users/${String(request)}`);
      await app.inject(`/${String(request)}/${'x'.repeat(request % 50)}?q=${String(request)}`);
    }
    const counted = await lines();
    expect(counted.map((line) => line.replace(/^[^{]*/, ''))).toEqual([
      '{http_request_method="GET",http_route="/metrics",http_response_status_code="200",error_type=""} 1',
      '{http_request_method="GET",http_route="/users/:id",http_response_status_code="200",error_type=""} 1500',
      '{http_request_method="GET",http_route="_UNMATCHED",http_response_status_code="404",error_type=""} 1500',
    ]);
  });

  it('records requests that a guard refuses under their route', async () => {
    app = await createApp(MetricsModule.forRoot());
    await scrape(app);
    expect(await app.get(MetricsRegistry).expose()).toContain(
      'count{http_request_method="GET",http_route="/metrics",http_response_status_code="403",error_type=""} 1',
    );
  });
});

describe('two applications in one process', () => {
  it('count apart, although both are built from the same import', async () => {
    const shared = MetricsModule.forRoot(open);
    const first = await createApp(shared);
    const second = await createApp(shared);
    try {
      await first.inject('/users/1');
      expect((await scrape(first)).body).toContain('http_route="/users/:id"');
      expect((await scrape(second)).body).not.toContain('http_route="/users/:id"');
      expect(globalRegistry.getMetricsAsArray()).toEqual([]);
    } finally {
      await first.close();
      await second.close();
    }
  });
});

describe('MetricsModule', () => {
  it('refuses an impossible series limit at start', async () => {
    const module = Test.createTestingModule({ imports: [MetricsModule.forRoot({ maxSeries: 0 })] });
    await expect(module.compile()).rejects.toThrow(RangeError);
  });
});
