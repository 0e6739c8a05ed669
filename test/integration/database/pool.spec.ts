import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Client } from 'pg';
import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

const times = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, make));

describe('The pool', () => {
  let testDatabase: TestDatabase;
  let running: RunningDatabase;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  afterAll(async () => {
    await testDatabase.drop();
  });

  afterEach(async () => {
    await running.stop();
  });

  const start = async (pool: Record<string, number | boolean>, others = {}): Promise<void> => {
    running = await startDatabase({ url: testDatabase.url, pool, ...others });
  };

  const query = <T>(sql: string, parameters?: unknown[]): Promise<T> =>
    running.database.write((manager) => manager.query<T>(sql, parameters));

  const backendPid = async (): Promise<number> => {
    const [row] = await query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
    if (row === undefined) throw new Error('no row');
    return row.pid;
  };

  it('opens its connections at start', async () => {
    await start({ size: 4, maxOverflow: 1 });
    expect(running.primary()).toMatchObject({
      totalConnections: 4,
      idle: 4,
      checkedOut: 0,
      overflow: 0,
    });
  });

  it('lends 50 callers no more connections than size and overflow allow, and serves them all', async () => {
    await start({ size: 5, maxOverflow: 5, overflowIdleMs: 100 });
    const seen: number[] = [];
    running.events.on('checkout', () => seen.push(running.primary().checkedOut));
    await times(50, () => query('SELECT pg_sleep(0.1)'));
    expect(seen).toHaveLength(50);
    expect(Math.max(...seen)).toBeLessThanOrEqual(10);
    expect(running.primary()).toMatchObject({ checkedOut: 0, waiting: 0, timeouts: 0 });
  });

  it('closes overflow connections after use, and keeps the others', async () => {
    await start({ size: 2, maxOverflow: 3, overflowIdleMs: 50 });
    const held = await times(5, running.hold);
    expect(running.primary()).toMatchObject({ totalConnections: 5, overflow: 3 });
    await Promise.all(held.map((runner) => runner.release()));
    await eventually(() => {
      expect(running.primary()).toMatchObject({ totalConnections: 2, overflow: 0, idle: 2 });
    });
  });

  it('counts what it lends and what comes back', async () => {
    await start({ size: 2, maxOverflow: 0 });
    const before = running.primary();
    await times(7, () => query('SELECT 1'));
    const after = running.primary();
    expect(after.totalCheckouts - before.totalCheckouts).toBe(7);
    expect(after.totalCheckins).toBe(after.totalCheckouts);
  });

  it('refuses a caller for whom no connection becomes free in time, and works on', async () => {
    await start({ size: 2, maxOverflow: 0, checkoutTimeoutMs: 1000 });
    const held = await times(2, running.hold);
    await expect(query('SELECT 1')).rejects.toMatchObject({ code: 'POOL_EXHAUSTED' });
    expect(running.primary()).toMatchObject({ waiting: 0, timeouts: 1 });
    await Promise.all(held.map((runner) => runner.release()));
    await expect(query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('refuses at once when too many callers are waiting', async () => {
    await start({ size: 1, maxOverflow: 0, maxWaiting: 1 });
    const held = await running.hold();
    const waiting = query('SELECT 1 AS one');
    await expect(query('SELECT 2')).rejects.toThrow('1 callers are waiting already');
    await held.release();
    await expect(waiting).resolves.toEqual([{ one: 1 }]);
  });

  it('serves waiting callers in the order in which they came', async () => {
    await start({ size: 1, maxOverflow: 0 });
    const held = await running.hold();
    const order: number[] = [];
    const calls = [1, 2, 3].map((caller) => query('SELECT 1').then(() => order.push(caller)));
    await held.release();
    await Promise.all(calls);
    expect(order).toEqual([1, 2, 3]);
  });

  it('tags every connection with the name of the application', async () => {
    await start({ size: 3, maxOverflow: 0 }, { applicationName: 'pool-spec' });
    const [row] = await query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = $1`,
      ['pool-spec'],
    );
    expect(row?.count).toBe(3);
  });

  it('does not hand on a transaction that a borrower left open, nor its settings', async () => {
    await start({ size: 1, maxOverflow: 0 });
    const discarded: string[] = [];
    running.events.on('connection_discarded', ({ reason }) => discarded.push(reason));
    const borrower = await running.hold();
    await borrower.query('BEGIN');
    await borrower.query('SET search_path TO left_behind');
    await borrower.release();
    const [row] = await query<{ path: string; inTransaction: boolean }[]>(
      `SELECT current_setting('search_path') AS path,
              now() <> statement_timestamp() AS "inTransaction"`,
    );
    expect(row).toEqual({ path: '"$user", public', inTransaction: false });
    expect(discarded).toEqual(['open_transaction']);
  });

  it('does not hand on a connection that is still busy with the last borrower', async () => {
    await start({ size: 1, maxOverflow: 0 });
    const discarded: string[] = [];
    running.events.on('connection_discarded', ({ reason }) => discarded.push(reason));
    const borrower = await running.hold();
    const unfinished = borrower.query('SELECT pg_sleep(60)');
    const ended = expect(unfinished).rejects.toThrow('Connection terminated');
    await nextTurn();
    await borrower.release();
    expect(discarded).toEqual(['busy']);
    await expect(query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    await ended;
  });

  it('does not hand on a connection whose statement has a callback that was not called yet', async () => {
    await start({ size: 1, maxOverflow: 0 });
    const discarded: string[] = [];
    running.events.on('connection_discarded', ({ reason }) => discarded.push(reason));
    const borrower = await running.hold();
    // Typed as any.
    const client = (await borrower.connect()) as Client;
    const ended = new Promise((resolve) => client.query('SELECT pg_sleep(60)', [], resolve));
    await borrower.release();
    expect(discarded).toEqual(['busy']);
    await expect(query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    await expect(ended).resolves.toEqual(new Error('Connection terminated'));
  });

  it('does not hand on a connection that its last borrower used once more after returning it', async () => {
    await start({ size: 1, maxOverflow: 0 });
    const borrower = await running.hold();
    // TypeORM sends the statement a moment later: after the release.
    const late = borrower.query('SELECT pg_sleep(60)');
    const ended = expect(late).rejects.toThrow('Connection terminated');
    await borrower.release();
    await expect(query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    await ended;
  });

  it('replaces connections that have reached their age', async () => {
    await start({ size: 1, maxOverflow: 0, recycleSeconds: 1 });
    const young = await backendPid();
    await eventually(async () => expect(await backendPid()).not.toBe(young));
  });

  it('opens connections anew that were lost while they lay idle', async () => {
    await start({ size: 3, maxOverflow: 0 });
    const lost: string[] = [];
    running.events.on('connection_failed', ({ reason }) => lost.push(reason));
    await query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await eventually(() => {
      expect(lost).toHaveLength(2);
      expect(running.primary()).toMatchObject({ totalConnections: 3, idle: 3 });
    });
  });

  it('does not let the caller notice that the server ended an idle connection', async () => {
    await start({ size: 1, maxOverflow: 1, prePingIdleMs: 0 });
    const pid = await backendPid();
    const killer = await startDatabase({ url: testDatabase.url, pool: { size: 1 } });
    await killer.database.write((manager) =>
      manager.query('SELECT pg_terminate_backend($1)', [pid]),
    );
    await expect(query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    await killer.stop();
  });

  it('lets the server cancel a statement that takes too long, and works on with that connection', async () => {
    await start({ size: 1, maxOverflow: 0 }, { statementTimeoutMs: 100 });
    const pid = await backendPid();
    await expect(query('SELECT pg_sleep(60)')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      reason: '57014',
    });
    await expect(backendPid()).resolves.toBe(pid);
  });

  it('announces its configuration when the application has started', async () => {
    const announced: unknown[] = [];
    const pool = { size: 2, maxOverflow: 3 };
    running = await startDatabase({ url: testDatabase.url, pool }, (events) => {
      events.on('pool_configuration', (event) => announced.push(event));
    });
    expect(announced).toEqual([
      expect.objectContaining({ server: 'primary', role: 'primary', size: 2, maxOverflow: 3 }),
    ]);
  });
});
