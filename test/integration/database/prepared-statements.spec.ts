import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

const FIND = 'SELECT * FROM things WHERE id = $1';

describe('Prepared statements', () => {
  let testDatabase: TestDatabase;
  let running: RunningDatabase;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  afterAll(async () => {
    await testDatabase.drop();
  });

  beforeEach(async () => {
    await start({});
    await query('DROP TABLE IF EXISTS things');
    await query('CREATE TABLE things AS SELECT 1 AS id');
  });

  afterEach(async () => {
    await running.stop();
  });

  const start = async (options: { preparedStatements?: number }): Promise<void> => {
    // One connection, so that every statement meets the ones before it.
    const pool = { size: 1, maxOverflow: 0 };
    running = await startDatabase({ url: testDatabase.url, pool, ...options });
  };

  const query = <T>(sql: string, parameters?: unknown[]): Promise<T> =>
    running.database.write((manager) => manager.query<T>(sql, parameters));

  const recur = async (): Promise<void> => {
    for (let use = 0; use < 5; use += 1) await query(FIND, [1]);
  };

  const prepared = async (): Promise<string[]> => {
    const rows = await query<{ statement: string }[]>(
      'SELECT statement FROM pg_prepared_statements',
    );
    return rows.map(({ statement }) => statement);
  };

  it('are made of statements with parameters that recur, and of no others', async () => {
    await recur();
    await query('SELECT $1::int AS once', [1]);
    await expect(prepared()).resolves.toEqual([FIND]);
  });

  it('are made of none where that is switched off', async () => {
    await running.stop();
    await start({ preparedStatements: 0 });
    await recur();
    await expect(prepared()).resolves.toEqual([]);
  });

  it('go on working when a migration changes the table', async () => {
    await recur();
    await query('ALTER TABLE things ADD COLUMN name text');
    await expect(query(FIND, [1])).resolves.toEqual([{ id: 1, name: null }]);
    await expect(query(FIND, [1])).resolves.toEqual([{ id: 1, name: null }]);
  });

  it('work again after the transaction in which the changed table was met', async () => {
    await recur();
    await query('ALTER TABLE things ADD COLUMN name text');
    const find = () => running.unitOfWork.transaction((manager) => manager.query(FIND, [1]));
    await expect(find()).rejects.toThrow('cached plan must not change result type');
    await expect(find()).resolves.toEqual([{ id: 1, name: null }]);
  });

  it('go on working when somebody has deallocated them', async () => {
    await recur();
    await query('DEALLOCATE ALL');
    await expect(query(FIND, [1])).resolves.toEqual([{ id: 1 }]);
  });

  it('are not repeated for an error of the statement itself', async () => {
    await query('CREATE SEQUENCE calls');
    await query(`CREATE FUNCTION fail(int) RETURNS int LANGUAGE plpgsql AS
                 $$ BEGIN PERFORM nextval('calls'); RAISE EXCEPTION 'failed'; END $$`);
    for (let use = 0; use < 5; use += 1) {
      await expect(query('SELECT fail($1)', [0])).rejects.toThrow('failed');
    }
    const [row] = await query<{ last_value: string }[]>('SELECT last_value FROM calls');
    expect(row).toEqual({ last_value: '5' });
  });
});
