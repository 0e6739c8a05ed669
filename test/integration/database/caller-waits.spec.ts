import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallerWaits } from '@strata/database';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

const HELD_MS = 200;

describe('what a caller has waited for', () => {
  const callers = new AsyncLocalStorage<CallerWaits>();
  let own: TestDatabase;
  let running: RunningDatabase;

  beforeAll(async () => {
    own = await createTestDatabase();
    running = await startDatabase({
      url: own.url,
      // Its reads go to the primary, where they may hold one connection of two.
      readUrls: ['postgres://nobody@127.0.0.1:1/x'],
      pool: { size: 2, maxOverflow: 0, checkoutTimeoutMs: 60_000 },
      waits: () => callers.getStore(),
    });
  });

  afterAll(async () => {
    await running.stop();
    await own.drop();
  });

  async function waitsOf(work: () => Promise<unknown>): Promise<CallerWaits> {
    const waits = { poolMs: 0, databaseMs: 0 };
    await callers.run(waits, work);
    return waits;
  }

  const read = (sql: string): Promise<unknown> =>
    running.database.read((manager) => manager.query(sql));

  it('holds the statements of a transaction, whether they are answered or fail', async () => {
    const asleep = await waitsOf(() =>
      running.unitOfWork.transaction(async () => {
        await read('SELECT pg_sleep(0.1)');
        await read('SELECT pg_sleep(0.1)');
      }),
    );
    expect(asleep.databaseMs).toBeGreaterThanOrEqual(190);
    const failing = 'SELECT pg_sleep(0.1), 1 / (random() * 0)::integer';
    const failed = await waitsOf(() => expect(read(failing)).rejects.toThrow('division by zero'));
    expect(failed.databaseMs).toBeGreaterThanOrEqual(90);
  });

  it('holds the wait of a read for its share of the primary', async () => {
    const held = running.database.read(() => sleep(HELD_MS));
    const waits = await waitsOf(() => read('SELECT 1'));
    await held;
    expect(waits.poolMs).toBeGreaterThan(HELD_MS / 2);
  });
});
