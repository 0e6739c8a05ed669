import { Draining } from './draining';
import { type Dependencies, open, Shop, UP } from './testing/shop';

describe('health routes', () => {
  let shop: Shop;
  let dependencies: Dependencies;

  beforeEach(() => {
    shop = new Shop();
    ({ dependencies } = shop);
  });
  afterEach(() => shop.app.close());

  it('show every dependency, and Redis a second time, when all is well', async () => {
    await shop.start();
    expect(await shop.get('/health')).toMatchObject({
      status: 200,
      body: {
        status: 'healthy',
        checks: { database: 'ok', redis: 'ok', embedding_provider: 'lexical' },
        redis: 'healthy',
      },
    });
  });

  it('keep exactly the documented properties, in the documented order', async () => {
    await shop.start();
    const { response } = await shop.get('/health');
    expect(response.body).toBe(
      '{"status":"healthy","checks":{"database":"ok","redis":"ok","embedding_provider":"lexical"},"redis":"healthy"}',
    );
  });

  it('stay healthy without a dependency that is not critical', async () => {
    await shop.start();
    dependencies.redis = { status: 'down', topLevel: { name: 'redis', value: 'unavailable' } };
    expect(await shop.get('/health')).toMatchObject({
      status: 200,
      body: {
        status: 'healthy',
        checks: { redis: 'error: unavailable' },
        redis: 'unavailable',
      },
    });
    expect(await shop.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('tell 503 and neither host nor driver message when a critical dependency fails', async () => {
    dependencies.database = new Error('connect ECONNREFUSED 10.1.2.3:5432');
    await shop.start();
    const { status, body, response } = await shop.get('/health');
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
    await shop.start();
    expect((await shop.get('/health')).body).toMatchObject({ status: 'healthy' });
  });

  it('fail readiness, with the name only, while a critical indicator is down', async () => {
    await shop.start();
    dependencies.migrations = { status: 'down', text: 'pending: 003_performance_indexes' };
    const ready = await shop.get('/health/ready');
    expect(ready).toMatchObject({ status: 503, body: { status: 'error', failed: ['migrations'] } });
    expect(ready.response.body).not.toContain('003');
    expect((await shop.get('/health')).status).toBe(200);
    dependencies.migrations = UP;
    expect((await shop.get('/health/ready')).status).toBe(200);
  });

  it('stay alive while every dependency is down', async () => {
    dependencies.database = new Error('gone');
    dependencies.migrations = { status: 'down' };
    await shop.start();
    expect(await shop.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('call the start over once the first results are in, good or bad', async () => {
    dependencies.database = new Error('gone');
    await shop.start();
    expect((await shop.get('/health/startup')).status).toBe(200);
  });

  it('call the start not over while a first result is missing, and do not wait for it', async () => {
    await shop.start({ ...open, startupWaitMs: 5, timeoutMs: 4_000 }, (registry) => {
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
    expect(await shop.get('/health/startup')).toMatchObject({
      status: 503,
      body: { status: 'starting' },
    });
    expect((await shop.get('/health/ready')).status).toBe(503);
    expect((await shop.get('/health/live')).status).toBe(200);
  });

  it('ask no dependency, however many probes arrive', async () => {
    await shop.start({ ...open, intervalMs: 60_000, maxAgeMs: 120_000 });
    const urls = ['/health', '/health/live', '/health/ready', '/health/startup'];
    const probes = Array.from({ length: 1_000 }, (_, index) =>
      shop.get(urls[index % 4] ?? '/health'),
    );
    expect((await Promise.all(probes)).every(({ status }) => status === 200)).toBe(true);
    expect(dependencies.checks).toBe(1);
  });

  it('forbid every cache to keep an answer', async () => {
    await shop.start();
    for (const url of ['/health', '/health/live', '/health/ready', '/health/startup']) {
      expect((await shop.get(url)).response.headers['cache-control']).toBe('no-store');
    }
  });

  it('fail readiness at once when the process has been told to end, and nothing else', async () => {
    await shop.start();
    shop.app.get(Draining).begin();
    expect(await shop.get('/health/ready')).toMatchObject({
      status: 503,
      body: { failed: ['shutdown'] },
    });
    expect((await shop.get('/health')).status).toBe(200);
    expect((await shop.get('/health/live')).status).toBe(200);
  });

  it('list their checks on request, redis and all', async () => {
    await shop.start();
    dependencies.redis = { status: 'down' };
    const response = await shop.app.inject('/health/ready?verbose');
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(response.body).toContain('[+]redis degraded\n');
    expect(response.body).toContain('[+]database ok\n');
    for (const query of ['verbose', 'verbose=', 'verbose=false', 'verbose&verbose=0'])
      expect((await shop.app.inject(`/health/live?${query}`)).body).toBe(
        '[+]event_loop ok\nlive check passed\n',
      );
  });

  it('leave out the checks that a probe excludes', async () => {
    await shop.start();
    dependencies.migrations = { status: 'down' };
    expect((await shop.get('/health/ready?exclude=redis')).status).toBe(503);
    expect((await shop.get('/health/ready?exclude=redis&exclude=migrations')).status).toBe(200);
  });

  it('give reasons to whom the application trusts', async () => {
    dependencies.database = Object.assign(new Error('no'), { code: '57P03' });
    await shop.start({ ...open, showsDetails: (request) => typeof request === 'object' });
    expect((await shop.app.inject('/health/ready?verbose')).body).toContain(
      'failed: 57P03, checked',
    );
  });
});
