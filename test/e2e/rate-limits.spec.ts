import type { InjectOptions } from 'fastify';
import { CacheService } from '@strata/cache';
import { loadDemoData } from '../../apps/api/src/demo-data';
import { bearer, startTestApp, usesRedis, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';
import { testRedisUrl } from '../support/test-redis';
import { RedisServer } from '../support/redis/redis-server';

const USER_ID = '5971333382399';
/** Not cached as an HTTP answer: every request is one for Nest. */
const READ = '/api/projects';
const LIMITS = {
  AUTH_REQUIRED: 'true',
  RATE_LIMIT_READS: '3',
  RATE_LIMIT_WRITES: '2',
  RATE_LIMIT_ANALYSIS: '1',
  RATE_LIMIT_ADMIN: '2',
};
const ISSUE = { issue_key: 'A-1', summary: 'The page crashes' };

describe('rate limits', () => {
  const apps: TestApp[] = [];

  afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

  async function start(env: Record<string, string>): Promise<TestApp> {
    const app = await startTestApp({ ...LIMITS, ...env });
    apps.push(app);
    if (env.REDIS_URL) await usesRedis(app);
    return app;
  }

  async function statuses({ app }: TestApp, times: number, request: InjectOptions) {
    const seen: number[] = [];
    for (let i = 0; i < times; i++) seen.push((await app.inject(request)).statusCode);
    return seen;
  }

  it('are told in standard headers, and by a 429 that says when to come again', async () => {
    const test = await start({});
    const request = { url: READ, headers: await bearer(USER_ID) };
    const { headers } = await test.app.inject(request);
    expect(headers['ratelimit-policy']).toBe('"reads";q=3;w=60');
    expect(headers.ratelimit).toMatch(/^"reads";r=2;t=([1-9]|[1-5]\d|60)$/);
    expect(headers['retry-after']).toBeUndefined();
    await statuses(test, 2, request);
    const refused = await test.app.inject(request);
    expect(refused.statusCode).toBe(429);
    expect(refused.headers.ratelimit).toMatch(/^"reads";r=0;t=\d+$/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.json()).toMatchObject({ code: 'RATE_LIMITED', status: 429, instance: READ });
    expect(Object.keys(refused.headers).join()).not.toMatch(/x-ratelimit|retry-after-/);
  });

  it('are one for each caller and class of route', async () => {
    const test = await start({});
    const headers = await bearer(USER_ID);
    const other = await bearer('somebody', 'admin');
    expect(await statuses(test, 4, { url: READ, headers })).toEqual([200, 200, 200, 429]);
    expect(await statuses(test, 1, { url: READ, headers: other })).toEqual([200]);
    const analyse = { method: 'POST', url: '/jira/analyze', payload: ISSUE, headers } as const;
    expect(await statuses(test, 2, analyse)).toEqual([200, 429]);
    const write = { method: 'POST', url: READ, payload: {}, headers } as const;
    expect(await statuses(test, 3, write)).toEqual([400, 400, 429]);
    const list = { url: '/api/users', headers: other };
    expect(await statuses(test, 1, list)).toEqual([200]);
    // Of admins in person, and counted with the other routes of admins.
    const keys = { url: '/admin/api-keys', headers: other };
    expect(await statuses(test, 2, keys)).toEqual([200, 429]);
  });

  it('spare probes, scrapes and what memory answers', async () => {
    const test = await start({});
    await loadDemoData(test.app);
    const headers = await bearer(USER_ID);
    for (const url of ['/health/live', '/metrics'])
      expect(await statuses(test, 5, { url, headers })).toEqual([200, 200, 200, 200, 200]);
    const cached = { url: `/api/users/${USER_ID}`, headers };
    expect(await statuses(test, 6, cached)).toEqual([200, 200, 200, 200, 200, 200]);
    const { headers: ofProbe } = await test.app.inject('/health/live');
    expect(Object.keys(ofProbe).join()).not.toContain('ratelimit');
  });

  it('can be switched off', async () => {
    const test = await start({ RATE_LIMIT_READS: '0' });
    const request = { url: READ, headers: await bearer(USER_ID) };
    expect(await statuses(test, 6, request)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('count who has no token by the address, which no header changes', async () => {
    const test = await start({});
    const from = (remoteAddress: string, forwarded: string) => ({
      url: READ,
      remoteAddress,
      headers: { 'x-forwarded-for': forwarded },
    });
    expect(await statuses(test, 3, from('10.0.0.1', '1.1.1.1'))).toEqual([401, 401, 401]);
    expect(await statuses(test, 1, from('10.0.0.1', '2.2.2.2'))).toEqual([429]);
    expect(await statuses(test, 1, from('10.0.0.2', '1.1.1.1'))).toEqual([401]);
  });

  it('believe a trusted proxy about the address', async () => {
    const test = await start({ TRUST_PROXY: '10.0.0.1' });
    const from = (forwarded: string) => ({
      url: READ,
      remoteAddress: '10.0.0.1',
      headers: { 'x-forwarded-for': forwarded },
    });
    expect(await statuses(test, 4, from('1.1.1.1'))).toEqual([401, 401, 401, 429]);
    expect(await statuses(test, 1, from('2.2.2.2'))).toEqual([401]);
    // What the client itself has written stands before what the proxy has added.
    expect(await statuses(test, 1, from('3.3.3.3, 1.1.1.1'))).toEqual([429]);
  });

  it('hold over all processes, whatever happens to the cache', async () => {
    const REDIS_URL = await testRedisUrl();
    const one = await start({ REDIS_URL });
    const other = await start({ REDIS_URL });
    const request = { url: READ, headers: await bearer(USER_ID) };
    expect(await statuses(one, 2, request)).toEqual([200, 200]);
    await one.app.get(CacheService).clear();
    expect(await statuses(other, 2, request)).toEqual([200, 429]);
    expect(await statuses(one, 1, request)).toEqual([429]);
  });

  it('hold in each process where there is no Redis', async () => {
    const one = await start({ REDIS_URL: '' });
    const other = await start({ REDIS_URL: '' });
    const request = { url: READ, headers: await bearer(USER_ID) };
    expect(await statuses(one, 4, request)).toEqual([200, 200, 200, 429]);
    expect(await statuses(other, 1, request)).toEqual([200]);
  });

  it('hold on in each process when Redis is killed, from what was counted before', async () => {
    const redis = await RedisServer.start();
    try {
      const test = await start({ REDIS_URL: redis.url });
      const request = { url: READ, headers: await bearer(USER_ID) };
      expect(await statuses(test, 2, request)).toEqual([200, 200]);
      await redis.kill();
      expect(await statuses(test, 2, request)).toEqual([200, 429]);
      await eventually(async () => {
        const { body } = await test.app.inject('/metrics');
        expect(body).toMatch(/^rate_limit_counted_alone_total [1-9]/m);
      });
    } finally {
      await redis.stop();
    }
  });
});
