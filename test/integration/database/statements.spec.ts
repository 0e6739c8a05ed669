import { EventSubscriber, type QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

const STATEMENTS: readonly [text: string, parameters?: unknown[]][] = [
  ['SELECT $1::int AS one', [1]],
  ['INSERT INTO things VALUES ($1, $2)', [2, 'two']],
  ['INSERT INTO things VALUES (3) RETURNING id'],
  ['UPDATE things SET name = $1', ['x']],
  ['UPDATE things SET name = $1 RETURNING id', ['y']],
  ['DELETE FROM things WHERE id = 2 RETURNING *'],
  ['SELECT 1; SELECT 2'],
  ['TRUNCATE things'],
];

const FAILING: readonly [text: string, parameters?: unknown[] | object][] = [
  ['SELECT 1 / $1::int AS nothing', [0]],
  ['SELECT FROM nowhere'],
  ['SELECT :id', { id: 1 }],
];

const told: string[] = [];

@EventSubscriber()
class Subscriber {
  beforeQuery({ query }: { query: string }): void {
    told.push(query);
  }
}

/** The SQL that is given to a DataSource goes past TypeORM's query runner, and must not tell by its answers. */
describe('SQL given to the DataSource', () => {
  let testDatabase: TestDatabase;
  let running: RunningDatabase;
  let runner: QueryRunner;

  const start = async (subscribers: (typeof Subscriber)[] = []): Promise<void> => {
    running = await startDatabase({ url: testDatabase.url, subscribers });
    runner = await running.hold();
    await runner.query('DROP TABLE IF EXISTS things');
    await runner.query('CREATE TABLE things AS SELECT 1 AS id, NULL AS name');
  };

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  afterEach(async () => {
    await runner.release();
    await running.stop();
  });

  afterAll(async () => {
    await testDatabase.drop();
  });

  /** All within one transaction that is undone, so that each finds the same rows. */
  const answers = async (query: QueryRunner['query']): Promise<unknown[]> => {
    const found: unknown[] = [];
    await runner.startTransaction();
    for (const [text, parameters] of STATEMENTS) found.push(await query(text, parameters));
    await runner.rollbackTransaction();
    return found;
  };

  it('is answered as a query runner answers it', async () => {
    await start();
    const expected = await answers((text, parameters) => runner.query(text, parameters));
    const found = await answers((text, parameters) => runner.manager.query(text, parameters));
    expect(found).toEqual(expected);
    expect(expected[3]).toEqual([[], 3]);
  });

  it('fails as it does in a query runner', async () => {
    await start();
    for (const [text, parameters] of FAILING) {
      const failed = (error: object): unknown => ({ name: error.constructor.name, ...error });
      const expected: unknown = await runner.query(text, parameters as unknown[]).catch(failed);
      const query = running.dataSource.query(text, parameters);
      await expect(query.catch(failed)).resolves.toEqual(expected);
    }
  });

  it('is refused on a runner that has been released', async () => {
    await start();
    await runner.release();
    await expect(runner.manager.query('SELECT 1')).rejects.toThrow('already released');
  });

  it('is told to subscribers', async () => {
    await start([Subscriber]);
    await running.dataSource.query('SELECT 1 AS told');
    await runner.manager.query('SELECT 2 AS told');
    expect(told).toEqual(expect.arrayContaining(['SELECT 1 AS told', 'SELECT 2 AS told']));
  });

  it('gives its connection back, whether it succeeds or fails', async () => {
    await start();
    await running.dataSource.query('SELECT 1');
    await expect(running.dataSource.query('SELECT FROM nowhere')).rejects.toThrow('nowhere');
    expect(running.primary().checkedOut).toBe(1);
  });
});
