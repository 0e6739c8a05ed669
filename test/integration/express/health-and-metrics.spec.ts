import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { Draining, HealthModule, HealthRegistry } from '@strata/health';
import { HttpMetrics, httpMetricsMiddleware, MetricsModule } from '@strata/metrics';
import { eventually } from '../../support/eventually';

@Controller()
class NamesController {
  @Get('names/:id')
  find(@Param('id') id: string) {
    return { id };
  }
}

@Module({
  imports: [HealthModule.forRoot(), MetricsModule.forRoot()],
  controllers: [NamesController],
})
class ExpressModule {}

describe('an application on Express', () => {
  let app: NestExpressApplication;
  let base: string;
  let storeStatus: 'up' | 'down' = 'up';

  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(ExpressModule, new ExpressAdapter(), {
      logger: false,
    });
    app.get(HealthRegistry).register({
      name: 'store',
      critical: true,
      read: () => ({ status: storeStatus }),
    });
    app.use(httpMetricsMiddleware(app.get(HttpMetrics)));
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
  });

  afterAll(() => app.close());

  async function ask(path: string): Promise<[number, string]> {
    const answer = await fetch(`${base}${path}`);
    return [answer.status, await answer.text()];
  }

  it('answers its requests under their templates in /metrics', async () => {
    for (const path of ['/names/1', '/names/2', '/nowhere']) await ask(path);
    const counts = async () =>
      (await ask('/metrics'))[1].match(/(?<=_request_duration_seconds_count).*$/gm) ?? [];
    await eventually(async () => {
      const told = (await counts()).join('\n');
      expect(told).toContain('http_route="/names/:id",http_response_status_code="200"');
      expect(told).toMatch(/\/names\/:id.*\} 2$/m);
      expect(told).toContain('http_route="_UNMATCHED",http_response_status_code="404"');
      expect(told).not.toContain('/nowhere');
    });
  });

  it('answers probes with and without a check, and as readable text', async () => {
    expect(await ask('/health/live')).toEqual([200, '{"status":"ok"}']);
    await eventually(async () => expect((await ask('/health/startup'))[0]).toBe(200));
    expect((await ask('/health/ready?verbose'))[1]).toContain('[+]store ok');
    storeStatus = 'down';
    expect(await ask('/health/ready')).toEqual([503, expect.stringContaining('"store"')]);
    expect((await ask('/health/ready?verbose'))[1]).toContain('[-]store failed');
    expect((await ask('/health/ready?exclude=store'))[0]).toBe(200);
    expect((await ask('/health'))[0]).toBe(503);
    storeStatus = 'up';
    expect((await ask('/health'))[0]).toBe(200);
  });

  it('is not ready once its shutdown has begun, and alive all the same', async () => {
    app.get(Draining).begin();
    expect((await ask('/health/ready'))[0]).toBe(503);
    expect((await ask('/health/live'))[0]).toBe(200);
  });
});
