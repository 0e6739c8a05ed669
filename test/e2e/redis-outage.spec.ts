import { loadDemoData } from '../../apps/api/src/demo-data';
import { startTestApp, usesRedis, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';
import { RedisServer } from '../support/redis/redis-server';

const USER = '/api/users/5971333382399';

interface Health {
  status: string;
  checks: { redis: string };
  redis: string;
}

async function health({ app }: TestApp): Promise<[number, Health]> {
  const response = await app.inject('/health');
  return [response.statusCode, response.json<Health>()];
}

/** Reads and writes as a consumer would, and checks every answer against what was written. */
async function everyAnswerIsRight({ app }: TestApp, name: string): Promise<void> {
  const payload = { display_name: name };
  const patched = await app.inject({ method: 'PATCH', url: USER, payload });
  expect(patched.statusCode).toBe(200);
  for (let i = 0; i < 3; i++) {
    const read = await app.inject(USER);
    expect(read.statusCode).toBe(200);
    expect(read.json()).toMatchObject(payload);
  }
}

describe('the service, when Redis', () => {
  let redis: RedisServer;

  beforeEach(async () => {
    redis = await RedisServer.start();
  });

  afterEach(() => redis.stop());

  /** With the time limit of production. */
  const start = () => startTestApp({ REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '100' });

  it('is killed while running, answers every request rightly, says so, and uses it again', async () => {
    const test = await start();
    try {
      await usesRedis(test);
      await loadDemoData(test.app);
      await everyAnswerIsRight(test, 'Before');
      await eventually(async () => {
        expect(await health(test)).toMatchObject([200, { redis: 'healthy' }]);
      });
      await redis.kill();
      await everyAnswerIsRight(test, 'During');
      await eventually(async () => {
        expect(await health(test)).toMatchObject([
          200,
          { status: 'healthy', checks: { redis: 'error: unavailable' }, redis: 'unavailable' },
        ]);
      });
      await everyAnswerIsRight(test, 'Still during');
      await redis.restart();
      await eventually(async () => {
        expect(await health(test)).toMatchObject([200, { redis: 'healthy' }]);
      });
      await everyAnswerIsRight(test, 'After');
    } finally {
      await test.close();
    }
  });

  it('is frozen, answers every request rightly', async () => {
    const test = await start();
    try {
      await usesRedis(test);
      await loadDemoData(test.app);
      await redis.pause();
      await everyAnswerIsRight(test, 'Frozen');
      await redis.resume();
      await everyAnswerIsRight(test, 'Thawed');
    } finally {
      await redis.resume();
      await test.close();
    }
  });

  it('refuses connections at start, starts and answers without it', async () => {
    await redis.stop();
    const test = await start();
    try {
      await loadDemoData(test.app);
      await everyAnswerIsRight(test, 'Without');
      await eventually(async () => {
        expect(await health(test)).toMatchObject([200, { redis: 'unavailable' }]);
      });
    } finally {
      await test.close();
    }
  });
});

describe('the service, with CACHE_ENABLED=false', () => {
  it('answers without caching and says so', async () => {
    const test = await startTestApp({ CACHE_ENABLED: 'false' });
    try {
      await loadDemoData(test.app);
      await everyAnswerIsRight(test, 'Uncached');
      await eventually(async () => {
        expect(await health(test)).toMatchObject([
          200,
          { checks: { redis: 'disabled' }, redis: 'disabled' },
        ]);
      });
      const stats = await test.app.inject('/metrics/cache');
      expect(stats.json()).toMatchObject({ enabled: false, hits: 0 });
    } finally {
      await test.close();
    }
  });
});
