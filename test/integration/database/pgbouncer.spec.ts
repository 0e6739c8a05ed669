import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseOptions, Deadline } from '@strata/database';
import { withClient } from '../../support/database-url';
import { eventually } from '../../support/eventually';
import { PgBouncer } from '../../support/pgbouncer';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

const FIND = 'SELECT id FROM things WHERE id = $1';

describe('Behind PgBouncer in transaction mode', () => {
  const requests = new AsyncLocalStorage<Deadline>();
  let testDatabase: TestDatabase;
  let bouncer: PgBouncer;
  let running: RunningDatabase;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await withClient(testDatabase.url, (client) =>
      client.query('CREATE TABLE things AS SELECT generate_series(1, 100) AS id'),
    );
    bouncer = await PgBouncer.start(testDatabase.url, 2);
  });

  beforeEach(async () => {
    running = await start({ pooler: 'transaction' });
  });

  afterEach(() => running.stop());

  afterAll(async () => {
    await bouncer.stop();
    await testDatabase.drop();
  });

  const start = (options: Partial<DatabaseOptions>): Promise<RunningDatabase> =>
    startDatabase({
      url: bouncer.url,
      pool: { size: 4, maxOverflow: 0 },
      deadline: () => requests.getStore(),
      ...options,
    });

  const query = <T>(sql: string, parameters?: unknown[]): Promise<T[]> =>
    running.database.write((manager) => manager.query<T[]>(sql, parameters));

  it('statements that recur go on working, whichever session answers', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => index + 1);
    await expect(Promise.all(ids.map((id) => query(FIND, [id])))).resolves.toEqual(
      ids.map((id) => [{ id }]),
    );
    await expect(query('SELECT name FROM pg_prepared_statements')).resolves.toEqual([]);
  });

  it('a statement that its caller named runs without its name', async () => {
    const runner = await running.hold();
    const find = { name: 'find', text: FIND, values: [1] };
    for (let use = 0; use < 3; use += 1) await runner.query(find as never);
    await runner.release();
    await expect(query('SELECT name FROM pg_prepared_statements')).resolves.toEqual([]);
  });

  it('the limits of the server hold in every transaction, and end with it', async () => {
    const limits = `SELECT current_setting('statement_timeout') AS statement,
      current_setting('lock_timeout') AS lock,
      current_setting('idle_in_transaction_session_timeout') AS idle`;
    const inside = await running.unitOfWork.transaction((manager) =>
      manager.query<unknown>(limits),
    );
    expect(inside).toEqual([{ statement: '30s', lock: '10s', idle: '1min' }]);
    await expect(query(limits)).resolves.toEqual([{ statement: '0', lock: '0', idle: '0' }]);
  });

  it('a statement outside a transaction is stopped at its limit, on the server too', async () => {
    await running.stop();
    running = await start({ pooler: 'transaction', statementTimeoutMs: 100 });
    await expect(query('SELECT pg_sleep(600)')).rejects.toMatchObject({ reason: '57014' });
    await nothingSleeps();
  });

  it('the deadline of a request stops its statement on the server', async () => {
    const deadline = { expiresAtMs: performance.now() + 100, signal: AbortSignal.timeout(100) };
    await expect(requests.run(deadline, () => query('SELECT pg_sleep(600)'))).rejects.toMatchObject(
      { code: 'DEADLINE_EXCEEDED' },
    );
    await nothingSleeps();
  });

  it.each([
    `SET search_path TO elsewhere`,
    `LISTEN jobs`,
    `SELECT pg_advisory_lock(42)`,
    `CREATE TEMPORARY TABLE scratch AS SELECT 1 AS one`,
    `PREPARE left_behind AS SELECT 1`,
  ])('what would change a session of others is refused: %s', async (sql) => {
    await expect(query(sql)).rejects.toThrow('behind a pooler in transaction mode');
    await expect(query(FIND, [1])).resolves.toEqual([{ id: 1 }]);
  });

  it('an isolation level, a lock and a temporary table of the transaction work', async () => {
    const work = running.unitOfWork.transaction(
      async (manager) => {
        await manager.query('SELECT pg_advisory_xact_lock(42)');
        await manager.query('CREATE TEMPORARY TABLE scratch (id integer) ON COMMIT DROP');
        return manager.query<unknown>('SHOW transaction_isolation');
      },
      { isolation: 'SERIALIZABLE' },
    );
    await expect(work).resolves.toEqual([{ transaction_isolation: 'serializable' }]);
  });

  it('nothing starts unless the pooler is declared', async () => {
    await expect(start({ startTimeoutMs: 500 })).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  });

  async function nothingSleeps(): Promise<void> {
    const sleeping = `SELECT 1 FROM pg_stat_activity
      WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%' AND datname = current_database()`;
    await eventually(async () => {
      const { rows } = await withClient(testDatabase.url, (client) => client.query(sleeping));
      expect(rows).toEqual([]);
    });
  }
});
