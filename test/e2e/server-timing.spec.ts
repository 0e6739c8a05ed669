import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseStatus } from '@strata/database';
import { loadDemoData } from '../../apps/api/src/demo-data';
import { bearer, startTestApp, type TestApp } from '../support/app';
import { withClient } from '../support/database-url';
import { eventually } from '../support/eventually';

const USER_ID = '5971333382399';
const USER = `/api/users/${USER_ID}`;
const TIMING = /^cache;desc=([a-z]+), pool;dur=(\d+\.\d), db;dur=(\d+\.\d)$/;
const HELD_MS = 500;

type Answer = Awaited<ReturnType<TestApp['app']['inject']>>;

function timesOf({ headers }: Answer): { cache: string; poolMs: number; dbMs: number } {
  const [, cache = '', pool, db] = TIMING.exec(String(headers['server-timing'])) ?? [];
  return { cache, poolMs: Number(pool), dbMs: Number(db) };
}

describe('Server-Timing', () => {
  let test: TestApp;

  beforeAll(async () => {
    // With one connection whoever comes second waits for it.
    const one = { DB_POOL_SIZE: '1', DB_MAX_OVERFLOW: '0', DATABASE_READ_URLS: '' };
    test = await startTestApp(one);
    await loadDemoData(test.app);
  });

  afterAll(() => test.close());

  const waiting = (): number => test.app.get(DatabaseStatus).servers()[0]?.waiting ?? 0;

  it('tells each request what it has waited for itself', async () => {
    const begunAt = performance.now();
    const [changed, listed, blockedMs, releasedMs] = await withClient(
      test.database.url,
      async (client) => {
        await client.query('BEGIN');
        await client.query('SELECT 1 FROM auth.users WHERE id = $1 FOR UPDATE', [USER_ID]);
        const payload = { display_name: 'Held up' };
        const change = test.app.inject({ method: 'PATCH', url: USER, payload });
        await eventually(async () => {
          const blocked = 'SELECT 1 FROM pg_locks WHERE NOT granted AND pid = ANY($1)';
          const pids = await client.query<{ pid: number }>(
            'SELECT pid FROM pg_stat_activity WHERE datname = current_database()',
          );
          const { rows } = await client.query(blocked, [pids.rows.map(({ pid }) => pid)]);
          expect(rows).not.toEqual([]);
        });
        const blockedMs = performance.now() - begunAt;
        const list = test.app.inject('/api/users');
        await eventually(() => expect(waiting()).toBeGreaterThan(0));
        await sleep(HELD_MS);
        const releasedAt = performance.now();
        await client.query('ROLLBACK');
        const [changed, listed] = [timesOf(await change), timesOf(await list)];
        return [changed, listed, blockedMs, performance.now() - releasedAt] as const;
      },
    );
    expect(changed.dbMs).toBeGreaterThan(HELD_MS / 2);
    expect(listed.poolMs).toBeGreaterThan(HELD_MS / 2);
    // However busy the machine: the one waited for the database since, the other asked it only then.
    expect(changed.poolMs).toBeLessThanOrEqual(blockedMs);
    expect(listed.dbMs).toBeLessThanOrEqual(releasedMs);
  });

  it('tells that the cache has answered, and that nothing was waited for', async () => {
    expect(timesOf(await test.app.inject(USER)).cache).toBe('miss');
    const kept = await test.app.inject(USER);
    expect(kept.headers['server-timing']).toBe('cache;desc=hit');
  });

  it('tells it of answers that are errors too', async () => {
    const missing = await test.app.inject('/api/users/nobody');
    expect([missing.statusCode, timesOf(missing).cache]).toEqual([404, 'miss']);
  });
});

it('Server-Timing is told to nobody in production', async () => {
  const test = await startTestApp({ NODE_ENV: 'production' });
  try {
    const headers = await bearer('root', 'admin');
    const answer = await test.app.inject({ url: '/api/users', headers });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).not.toHaveProperty('server-timing');
  } finally {
    await test.close();
  }
});
