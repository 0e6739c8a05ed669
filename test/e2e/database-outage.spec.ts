import { Client } from 'pg';
import { loadDemoData } from '../../apps/api/src/demo-data';
import { startTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';
import { FaultProxy } from '../support/fault-proxy/fault-proxy';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const USER = '/api/users/5971333382399';
const UNKNOWN = '/api/users/0000000000001';

describe('the service, when the database', () => {
  let database: TestDatabase;
  let proxy: FaultProxy;
  let test: TestApp;

  const start = async (env: Record<string, string> = {}): Promise<void> => {
    test = await startTestApp({ DATABASE_URL: proxy.url, DATABASE_READ_URLS: '', ...env });
    await loadDemoData(test.app);
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await FaultProxy.start(database.url);
  });

  afterEach(async () => {
    await test.close();
    await proxy.close();
    await database.drop();
  });

  /** Nobody can read users until the returned function is called. */
  const lockUsers = async (): Promise<() => Promise<void>> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('BEGIN; LOCK TABLE auth.users IN ACCESS EXCLUSIVE MODE');
    return () => client.end();
  };

  const waitingForLocks = async (): Promise<number> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const sql = `SELECT 1 FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    const { rows } = await client.query(sql);
    await client.end();
    return rows.length;
  };

  it('is away, still answers what is cached, says 503 for the rest, and goes on when it is back', async () => {
    await start();
    expect(await test.app.inject(USER)).toMatchObject({ statusCode: 200 });
    await proxy.refuse();
    expect(await test.app.inject(USER)).toMatchObject({ statusCode: 200 });
    const failed = await test.app.inject(UNKNOWN);
    expect(failed).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(failed.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await proxy.pass();
    expect(await test.app.inject(UNKNOWN)).toMatchObject({ statusCode: 404 });
  });

  it('takes longer than a request may, answers 504 and stops it there', async () => {
    await start({ REQUEST_TIMEOUT: '1' });
    const unlock = await lockUsers();
    const late = await test.app.inject(UNKNOWN);
    expect(late.statusCode).toBe(504);
    expect(late.json()).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await eventually(async () => expect(await waitingForLocks()).toBe(0));
    await unlock();
    // A busy machine may take longer than that for any request.
    await eventually(async () =>
      expect(await test.app.inject(UNKNOWN)).toMatchObject({ statusCode: 404 }),
    );
  });

  it('has no connection free in time, answers 503 with the time to come again', async () => {
    await start({ DB_POOL_SIZE: '1', DB_MAX_OVERFLOW: '0', DB_POOL_TIMEOUT: '3' });
    const unlock = await lockUsers();
    const first = test.app.inject(UNKNOWN);
    await eventually(async () => expect(await waitingForLocks()).toBe(1));
    const second = await test.app.inject('/api/users/0000000000002');
    expect(second).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(second.json()).toMatchObject({ code: 'POOL_EXHAUSTED' });
    await unlock();
    expect(await first).toMatchObject({ statusCode: 404 });
  });

  it('keeps a log of statements, finds the route in them where that is asked for', async () => {
    await start({ DB_QUERY_COMMENTS: 'true', DB_APPLICATION_NAME: `it's ours` });
    const unlock = await lockUsers();
    const answer = test.app.inject(UNKNOWN);
    await eventually(async () => expect(await waitingForLocks()).toBe(1));
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ query: string }>(
      `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    await client.end();
    await unlock();
    await answer;
    expect(rows[0]?.query).toMatch(
      / \/\*application='it%27s%20ours',route='%2Fapi%2Fusers%2F%3A[a-zA-Z]+',traceparent='00-[\da-f]{32}-[\da-f]{16}-0[01]'\*\/$/,
    );
  });
});
