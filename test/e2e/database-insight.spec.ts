import { Client } from 'pg';
import { bearer, startTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';

describe('what administrators see of the database', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp();
  });

  afterAll(() => test.close());

  async function get<T>(url: string): Promise<T> {
    const response = await test.app.inject({ url, headers: await bearer('root', 'admin') });
    expect([url, response.statusCode]).toEqual([url, 200]);
    return response.json<T>();
  }

  async function run(sql: string): Promise<void> {
    const client = new Client(test.database.url);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }

  it('has settings, uses, leaks and times of every pool', async () => {
    const { servers } = await get<{ servers: object[] }>('/admin/db/pool');
    expect(servers).toMatchObject([{ server: 'primary' }, { server: 'replica-1' }]);
    for (const server of servers) {
      expect(server).toMatchObject({
        leaks: 0,
        total_use_ms: expect.any(Number) as number,
        settings: { checkout_timeout_ms: 30_000, pre_ping: true, leak_after_ms: 60_000 },
      });
    }
  });

  it('has state, lag and share of every replica', async () => {
    await get('/api/users');
    const shown = {
      server: 'replica-1',
      state: 'up',
      weight: 1,
      lag_ms: expect.any(Number) as number,
    };
    await eventually(async () => {
      const { replicas } = await get<{ replicas: object[] }>('/admin/db/replicas');
      expect(replicas).toEqual([expect.objectContaining(shown)]);
    });
  });

  it('has every index, and tells which are duplicates, never used or not usable', async () => {
    await run(`CREATE INDEX twin_a ON auth.users (email, locale);
      CREATE INDEX twin_b ON auth.users (email, locale);
      CREATE INDEX other_order ON auth.users (email, locale DESC);
      UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'auth.other_order'::regclass`);
    const { indexes } = await get<{ indexes: { index: string }[] }>('/admin/db/indexes');
    const named = (name: string) => indexes.find(({ index }) => index === name);
    expect(named('twin_a')).toMatchObject({ unused: true, valid: true, duplicate_of: null });
    expect(named('twin_b')).toMatchObject({ duplicate_of: 'auth.twin_a' });
    expect(named('other_order')).toMatchObject({ valid: false, duplicate_of: null });
    expect(named('users_pkey')).toMatchObject({ schema: 'auth', table: 'users', unused: false });
  });

  it('says so where pg_stat_statements is not loaded', async () => {
    expect(await get('/admin/db/queries')).toEqual({ available: false, queries: [] });
  });

  it('refuses a limit that is none', async () => {
    const headers = await bearer('root', 'admin');
    const { statusCode } = await test.app.inject({ url: '/admin/db/queries?limit=0', headers });
    expect(statusCode).toBe(400);
  });

  it.each(['pool', 'replicas', 'queries', 'indexes'])('is for admins alone: %s', async (path) => {
    const headers = await bearer('alice');
    const { statusCode } = await test.app.inject({ url: `/admin/db/${path}`, headers });
    expect(statusCode).toBe(403);
  });
});
