import { SetMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { HealthRegistry } from './health-registry';
import { HealthModule } from './health.module';
import { createApp, open, Shop, UP } from './testing/shop';

describe('health routes', () => {
  let shop: Shop;

  beforeEach(() => {
    shop = new Shop();
  });
  afterEach(() => shop.app.close());

  it("carry the application's decorators, on one route or on all", async () => {
    await shop.start({ routeDecorators: { live: [SetMetadata('open', true)] } });
    expect((await shop.get('/health/live')).status).toBe(200);
    expect((await shop.get('/health/ready')).body).toEqual({ title: 'problem' });
  });

  it('lie where the application puts them', async () => {
    await shop.start({ ...open, path: 'status' });
    expect((await shop.get('/status/ready')).status).toBe(200);
    expect((await shop.app.inject('/health')).statusCode).not.toBe(200);
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

describe('HealthModule.forRootAsync', () => {
  it('refuses impossible times from its factory at start', async () => {
    const module = Test.createTestingModule({
      imports: [HealthModule.forRootAsync({ useFactory: () => ({ timeoutMs: -1 }) })],
    });
    await expect(module.compile()).rejects.toThrow(RangeError);
  });
});
