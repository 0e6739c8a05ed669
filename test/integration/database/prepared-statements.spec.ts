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

  it('give the same rows at every use', async () => {
    const all = `SELECT $1::int AS number, $2::text AS text, $3::timestamptz AS time, $4::jsonb AS json,
                        $5::bytea AS bytes, NULL AS nothing, ARRAY[1, 2] AS list`;
    const row = {
      number: 1,
      text: 'é',
      time: new Date(0),
      json: { a: [1] },
      bytes: Buffer.from([0]),
    };
    for (let use = 0; use < 6; use += 1) {
      const rows = await query(all, Object.values(row));
      expect(rows).toEqual([{ ...row, nothing: null, list: [1, 2] }]);
    }
  });

  it('give as many rows as there are at every use', async () => {
    const series = 'SELECT number FROM generate_series(1, $1) AS number';
    for (const length of [0, 0, 0, 0, 2, 0, 1]) {
      await expect(query(series, [length])).resolves.toHaveLength(length);
    }
  });

  it('tell at every use how many rows they have changed, and show what they return', async () => {
    const change = 'UPDATE things SET id = id + $1';
    for (let use = 0; use < 6; use += 1) {
      await expect(query(change, [1])).resolves.toEqual([[], 1]);
      await expect(query(`${change} RETURNING id`, [-1])).resolves.toEqual([[{ id: 1 }], 1]);
    }
  });

  it('give the rows that they describe when several run at a time on one connection', async () => {
    const texts = [1, 2, 3].map((n) => `SELECT $1::int AS "number ${String(n)}"`);
    await running.unitOfWork.transaction(async (manager) => {
      for (let use = 0; use < 5; use += 1) {
        const found = await Promise.all(texts.map((text) => manager.query(text, [use])));
        expect(found).toEqual([1, 2, 3].map((n) => [{ [`number ${String(n)}`]: use }]));
      }
    });
  });

  it('go on after an error of their parameters', async () => {
    await recur();
    await expect(query(FIND, ['no number'])).rejects.toThrow('invalid input syntax');
    await expect(query(FIND, [1])).resolves.toEqual([{ id: 1 }]);
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
