import { Client } from 'pg';
import { bearer, startTestApp, type TestApp } from '../support/app';

const USERS = 100;
const ROUNDS = 2;
/** Fewer than this many sessions may be at work at a time. */
const LIMIT = 10;

/** Looks 50 times, 2 ms apart, on the server: this process is busy with the users. */
const WATCH = `CREATE FUNCTION pg_temp.active() RETURNS int[] LANGUAGE plpgsql AS $$
  DECLARE seen int[] := '{}';
  BEGIN
    FOR look IN 1..50 LOOP
      PERFORM pg_stat_clear_snapshot();
      seen := seen || (SELECT count(*)::int FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid());
      PERFORM pg_sleep(0.002);
    END LOOP;
    RETURN seen;
  END $$`;

/** For machines that answer a hundred at once in minutes: the number of connections is judged, not the time. */
const PATIENT = { DB_POOL_TIMEOUT: '200' };

describe('a hundred users at once', () => {
  let test: TestApp;
  let watcher: Client;
  let headers: Record<string, string>;

  beforeAll(async () => {
    // With the pool of production, so that it is not its size that keeps the figure down.
    test = await startTestApp({ DB_POOL_SIZE: '20', DB_MAX_OVERFLOW: '10', ...PATIENT });
    watcher = new Client({ connectionString: test.database.url });
    await watcher.connect();
    await watcher.query(WATCH);
    headers = await bearer('root', 'admin');
    await Promise.all(Array.from({ length: USERS }, (_, user) => create(user)));
  });

  afterAll(async () => {
    await watcher.end();
    await test.close();
  });

  const statusOf = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) =>
    (await test.app.inject({ method, url, headers, ...(payload && { payload }) })).statusCode;

  async function create(user: number): Promise<void> {
    const id = `user-${String(user)}`;
    const profile = { id, email: `${id}@example.com`, display_name: id };
    expect(await statusOf('POST', '/api/users', profile)).toBe(201);
    await read(id);
  }

  /** What a user looks at. */
  async function read(id: string): Promise<void> {
    for (const url of [
      `/api/users/${id}`,
      `/api/users/${id}/settings`,
      `/api/users/${id}/stats/daily`,
      `/api/users/${id}/stats/summary`,
      `/api/user/${id}/analyses`,
    ]) {
      expect([url, await statusOf('GET', url)]).toEqual([url, 200]);
    }
  }

  /** One user of the standard mix: a page looked at again and again, and one change in ten requests. */
  async function use(user: number): Promise<void> {
    const id = `user-${String(user)}`;
    for (let round = 0; round < ROUNDS; round += 1) {
      await read(id);
      if (round !== user % ROUNDS) continue;
      const url = `/api/users/${id}/settings`;
      expect(await statusOf('PUT', url, { preferences: { round } })).toBe(200);
    }
  }

  it('keep fewer than ten connections at work', async () => {
    let done = false;
    const users = Promise.all(Array.from({ length: USERS }, (_, user) => use(user)));
    const finished = users.finally(() => (done = true));
    const seen: number[] = [];
    while (!done) {
      const { rows } = await watcher.query<{ seen: number[] }>('SELECT pg_temp.active() AS seen');
      seen.push(...(rows[0]?.seen ?? []));
    }
    await finished;
    expect(seen.some((active) => active > 0)).toBe(true);
    expect(Math.max(...seen)).toBeLessThan(LIMIT);
  });
});
