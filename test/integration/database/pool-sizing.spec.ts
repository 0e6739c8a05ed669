import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase } from './running-database';

describe('A pool that sizes itself', () => {
  let testDatabase: TestDatabase;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  afterAll(() => testDatabase.drop());

  it('keeps more connections when callers wait for them, within its bound', async () => {
    const running = await startDatabase({
      url: testDatabase.url,
      pool: { size: 2, minSize: 1, maxSize: 3, maxOverflow: 0 },
    });
    const resized: number[] = [];
    running.events.on('pool_resized', ({ to }) => resized.push(to));
    let enough = false;
    const call = async (): Promise<void> => {
      while (!enough) {
        await running.database.write((manager) => manager.query('SELECT pg_sleep(0.2)'));
      }
    };
    const callers = Array.from({ length: 10 }, call);
    await eventually(() =>
      expect(running.primary()).toMatchObject({ size: 3, checkedOut: 3, overflow: 0 }),
    );
    enough = true;
    await Promise.all(callers);
    expect(resized).toEqual([3]);
    await running.stop();
  });
});
