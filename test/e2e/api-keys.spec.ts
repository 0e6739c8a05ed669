import { setTimeout as delay } from 'node:timers/promises';
import { ApiKeysService, type ApiKeyScope } from '@strata/api-keys';
import { bearer, startTestApp, usesRedis, type TestApp } from '../support/app';
import { withClient } from '../support/database-url';
import { eventually } from '../support/eventually';
import { plantUser } from '../support/planted-user';
import { QueryCount } from '../support/query-count';
import { FaultyRedis } from '../support/redis/faulty-redis';

const ALICE = '/api/users/alice';
const DAY_MS = 24 * 60 * 60 * 1_000;

interface Key {
  readonly id: string;
  readonly key: string;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

async function admin(test: TestApp, method: 'GET' | 'POST' | 'DELETE', url: string, payload = {}) {
  const headers = await bearer('root', 'admin');
  const body = method === 'POST' ? { payload } : {};
  return test.app.inject({ method, url: `/admin/api-keys${url}`, headers, ...body });
}

async function make(test: TestApp, subject: string, scopes: ApiKeyScope[], more = {}) {
  const response = await admin(test, 'POST', '', { name: 'A key', subject, scopes, ...more });
  expect([response.statusCode, response.headers['cache-control']]).toEqual([201, 'no-store']);
  return response.json<Key>();
}

async function listed(test: TestApp, id: string): Promise<Key | undefined> {
  const { data } = (await admin(test, 'GET', '?limit=100')).json<{ data: Key[] }>();
  return data.find((one) => one.id === id);
}

function use({ app }: TestApp, { key }: Pick<Key, 'key'>, url = ALICE) {
  return app.inject({ url, headers: { authorization: `Bearer ${key}` } });
}

const statusOf = async (test: TestApp, key: Key) => (await use(test, key)).statusCode;

/** Everything in the database, as text. */
function everyRow(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const sql = `SELECT query_to_xml('SELECT * FROM ' || c.oid::regclass, true, true, '')::text AS rows
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind = 'r' AND nspname IN ('auth', 'projects', 'production', 'public')`;
    const { rows } = await client.query<{ rows: string }>(sql);
    return rows.map(({ rows }) => rows).join('');
  });
}

describe('an API key', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true', LOG_LEVEL: 'debug' });
    await plantUser(test, 'alice');
  });
  afterAll(() => test.close());

  it('is shown once, and not a byte of its secret stored, listed or logged', async () => {
    const created = await make(test, 'alice', ['read']);
    expect(await statusOf(test, created)).toBe(200);
    await use(test, { key: `${created.key}x` });
    await admin(test, 'DELETE', `/${created.id}`);
    expect(await statusOf(test, created)).toBe(401);
    const list = (await admin(test, 'GET', '')).body;
    const stored = await everyRow(test.database.url);
    const secret = created.key.slice('strata_'.length + 4);
    for (const text of [list, stored, JSON.stringify(test.log)]) {
      expect(text).toContain(created.id);
      for (let at = 0; at + 6 <= secret.length; at += 6)
        expect(text).not.toContain(secret.slice(at, at + 6));
    }
  });

  it('costs no statement once it is known, nor does one that is malformed', async () => {
    const key = await make(test, 'alice', ['read']);
    const count = new QueryCount(test.app);
    const statements = (key: string) =>
      count.of(() => use(test, { key }, '/api/user/alice/analyses'));
    await eventually(async () => expect(await statements(key.key)).toEqual([]));
    expect(await statements(key.key.slice(0, -1))).toEqual([]);
  });

  it('gets early answers of whom it acts as, and none once it is revoked', async () => {
    const key = await make(test, 'alice', ['read']);
    await eventually(async () => {
      const { statusCode, headers } = await use(test, key);
      expect([statusCode, headers['cache-status']]).toEqual([200, expect.stringContaining('hit')]);
    });
    expect((await admin(test, 'DELETE', `/${key.id}`)).statusCode).toBe(204);
    const refused = await use(test, key);
    expect([refused.statusCode, refused.headers['cache-status']]).toEqual([401, undefined]);
    expect(refused.json<{ detail: string }>().detail).toContain('was revoked');
  });

  it("is not let near others' answers, cached or not", async () => {
    const key = await make(test, 'bob', ['read', 'write']);
    await use(test, await make(test, 'alice', ['read']));
    expect(await statusOf(test, key)).toBe(403);
  });

  it('stays revoked when it is revoked again, and is unknown when it never was', async () => {
    const { id } = await make(test, 'alice', ['read']);
    await admin(test, 'DELETE', `/${id}`);
    const first = await listed(test, id);
    expect((await admin(test, 'DELETE', `/${id}`)).statusCode).toBe(204);
    expect(await listed(test, id)).toEqual(first);
    const unknown = await admin(test, 'DELETE', '/0b0b6c4e-6f0e-4a52-8b4c-3a1f6e1d2c3c');
    expect(unknown.json()).toMatchObject({ status: 404, code: 'API_KEY_NOT_FOUND' });
  });

  it('expires, also while it is remembered', async () => {
    const key = await make(test, 'alice', ['read'], { expires_in_days: 1 });
    expect(await statusOf(test, key)).toBe(200);
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + DAY_MS);
    const late = await use(test, key).finally(() => now.mockRestore());
    expect([late.statusCode, late.json<{ detail: string }>().detail]).toEqual([
      401,
      expect.stringContaining('has expired'),
    ]);
  });

  it('goes with the user it acts as', async () => {
    await plantUser(test, 'carol');
    const key = await make(test, 'carol', ['read', 'write']);
    expect((await use(test, key, '/api/users/carol')).statusCode).toBe(200);
    const headers = { authorization: `Bearer ${key.key}` };
    await test.app.inject({ method: 'DELETE', url: '/api/users/carol', headers });
    expect((await use(test, key, '/api/users/carol')).statusCode).toBe(401);
    expect((await listed(test, key.id))?.revoked_at).not.toBeNull();
  });

  it.each([
    [{ name: '', subject: 'a', scopes: ['read'] }, 'name'],
    [{ name: 'a', subject: 'a\0', scopes: ['read'] }, 'subject'],
    [{ name: 'a', subject: 'a', scopes: ['root'] }, 'scopes'],
    [{ name: 'a', subject: 'a', scopes: [] }, 'scopes'],
    [{ name: 'a', subject: 'a', scopes: ['read'], expires_in_days: 0 }, 'expires_in_days'],
    [{ name: 'a', subject: 'a', scopes: ['read'], expires_in_days: null }, 'expires_in_days'],
    [{ name: 'a', subject: 'a', scopes: ['read'], key: 'mine' }, 'key'],
  ])('is not made of %j', async (body, field) => {
    const response = await admin(test, 'POST', '', body);
    const { status, errors } = response.json<{ status: number; errors: { field: string }[] }>();
    expect([status, new Set(errors.map((error) => error.field))]).toEqual([400, new Set([field])]);
  });

  it('is listed newest first, page by page', async () => {
    await make(test, 'alice', ['read']);
    const first = (await admin(test, 'GET', '?limit=1')).json<{ next_cursor: string }>();
    const second = await admin(test, 'GET', `?limit=100&cursor=${first.next_cursor}`);
    const { data } = second.json<{ data: { created_at: string }[] }>();
    const times = data.map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted().reverse());
    expect((await admin(test, 'GET', '?cursor=nonsense')).json()).toMatchObject({
      code: 'INVALID_CURSOR',
    });
  });
});

describe('of two processes', () => {
  let redis: FaultyRedis;
  let one: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    redis = await FaultyRedis.start();
    one = await startTestApp({ REDIS_URL: redis.url });
    other = await startTestApp({ REDIS_URL: redis.url, DATABASE_URL: one.database.url });
    await Promise.all([one, other].map(usesRedis));
    await plantUser(one, 'alice');
  });
  afterAll(async () => {
    await other.close();
    await one.close();
    await redis.stop();
  });

  it('each refuses what the other has revoked', async () => {
    const key = await make(one, 'alice', ['read']);
    expect([await statusOf(one, key), await statusOf(other, key)]).toEqual([200, 200]);
    await one.app.get(ApiKeysService).revoke(key.id);
    expect(await statusOf(one, key)).toBe(401);
    await eventually(async () => expect(await statusOf(other, key)).toBe(401));
  });

  it('each refuses it also when Redis is killed in between, and after it is back', async () => {
    const key = await make(one, 'alice', ['read']);
    expect([await statusOf(one, key), await statusOf(other, key)]).toEqual([200, 200]);
    await redis.server.kill();
    await one.app.get(ApiKeysService).revoke(key.id);
    expect(await statusOf(one, key)).toBe(401);
    // As long as memory is trusted without a heartbeat: 5 s.
    await eventually(async () => expect(await statusOf(other, key)).toBe(401));
    await redis.server.restart();
    for (let turn = 0; turn < 20; turn += 1) {
      expect([await statusOf(one, key), await statusOf(other, key)]).toEqual([401, 401]);
      await delay(50);
    }
  });

  it('each tells when a key was used last, once it has ended', async () => {
    const key = await make(one, 'alice', ['read']);
    const third = await startTestApp({ REDIS_URL: redis.url, DATABASE_URL: one.database.url });
    const before = Date.now();
    await statusOf(third, key);
    expect((await listed(one, key.id))?.last_used_at).toBeNull();
    await third.close();
    const usedAtMs = Date.parse((await listed(one, key.id))?.last_used_at ?? '');
    expect(usedAtMs).toBeGreaterThanOrEqual(before);
    expect(usedAtMs).toBeLessThanOrEqual(Date.now());
  });
});
