import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

describe('A connection whose session was changed', () => {
  let testDatabase: TestDatabase;
  let running: RunningDatabase;
  let discarded: string[];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  beforeEach(async () => {
    running = await startDatabase({ url: testDatabase.url, pool: { size: 1, maxOverflow: 0 } });
    discarded = [];
    running.events.on('connection_discarded', ({ reason }) => discarded.push(reason));
  });

  afterEach(() => running.stop());
  afterAll(() => testDatabase.drop());

  const query = <T>(sql: string, parameters?: unknown[]): Promise<T[]> =>
    running.database.write((manager) => manager.query<T[]>(sql, parameters));

  it.each([
    ['a setting', `SET search_path TO elsewhere`, `SHOW search_path`, '"$user", public'],
    [
      'a setting made by a function',
      `SELECT set_config('search_path', 'elsewhere', false)`,
      `SHOW search_path`,
      '"$user", public',
    ],
    ['a subscription', `LISTEN jobs`, `SELECT count(*)::text FROM pg_listening_channels()`, '0'],
    [
      'an advisory lock',
      `SELECT pg_advisory_lock(42)`,
      `SELECT count(*)::text FROM pg_locks
       WHERE locktype = 'advisory' AND pid = pg_backend_pid()`,
      '0',
    ],
    [
      'a temporary table',
      `CREATE TEMPORARY TABLE scratch AS SELECT 1 AS one`,
      `SELECT count(*)::text FROM pg_class WHERE relname = 'scratch'`,
      '0',
    ],
    [
      'a prepared statement',
      `PREPARE left_behind AS SELECT 1`,
      `SELECT count(*)::text FROM pg_prepared_statements WHERE name = 'left_behind'`,
      '0',
    ],
  ])('is not handed on: %s', async (_what, change, look, untouched) => {
    await query(change);
    const [row] = await query<Record<string, string>>(look);
    expect(Object.values(row ?? {})).toEqual([untouched]);
    expect(discarded).toEqual(['session_changed']);
  });

  it('is not handed on when a cursor outlived its transaction', async () => {
    await running.unitOfWork.transaction((manager) =>
      manager.query('DECLARE held CURSOR WITH HOLD FOR SELECT 1'),
    );
    await expect(query('SELECT name FROM pg_cursors')).resolves.toEqual([]);
    expect(discarded).toEqual(['session_changed']);
  });

  it('is replaced only after such statements, not after those that end with their transaction', async () => {
    const pid = async (): Promise<unknown> => (await query('SELECT pg_backend_pid() AS pid'))[0];
    const before = await pid();
    await running.unitOfWork.transaction(async (manager) => {
      await manager.query(`SET LOCAL search_path TO elsewhere`);
      await manager.query('SELECT pg_advisory_xact_lock(42)');
      await manager.query(`SELECT set_config('search_path', 'x', true)`);
    });
    await expect(pid()).resolves.toEqual(before);
    expect(discarded).toEqual([]);
  });
});
