import type { ConnectionLeakedEvent } from '@strata/database';
import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

describe('A connection that is not returned', () => {
  let testDatabase: TestDatabase;
  let running: RunningDatabase;
  let leaks: ConnectionLeakedEvent[];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  afterEach(() => running.stop());
  afterAll(() => testDatabase.drop());

  const start = async (pool: {
    recordCheckouts?: boolean;
    leakAfterMs?: number;
  }): Promise<void> => {
    running = await startDatabase({
      url: testDatabase.url,
      pool: { size: 3, maxOverflow: 0, leakAfterMs: 50, ...pool },
      route: () => '/api/leaking',
    });
    leaks = [];
    running.events.on('connection_leaked', (leak) => leaks.push(leak));
  };

  it('is reported once, with the route that took it, and the next one with the calls too', async () => {
    await start({});
    const first = await running.hold();
    await eventually(() => expect(leaks).toHaveLength(1));
    expect(leaks[0]).toMatchObject({ server: 'primary', route: '/api/leaking' });
    expect(leaks[0]?.calls).toBeUndefined();
    const second = await running.hold();
    await eventually(() => expect(leaks).toHaveLength(2));
    expect(leaks[1]?.calls?.join()).toContain('running-database.ts');
    expect(running.primary().totalLeaks).toBe(2);
    await first.release();
    await second.release();
  });

  it('is reported with the calls at once where every checkout is recorded', async () => {
    await start({ recordCheckouts: true });
    const held = await running.hold();
    await eventually(() => expect(leaks).toHaveLength(1));
    expect(leaks[0]?.calls?.join()).toContain('running-database.ts');
    await held.release();
  });

  it('is told apart from one that is in use for a short time', async () => {
    await start({ leakAfterMs: 60_000 });
    const held = await running.hold();
    await running.database.write((manager) => manager.query('SELECT pg_sleep(1.1)'));
    expect(running.primary().totalLeaks).toBe(0);
    await held.release();
  });
});
