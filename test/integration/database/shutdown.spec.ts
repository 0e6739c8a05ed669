import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

describe('At shutdown', () => {
  let testDatabase: TestDatabase;
  let running: RunningDatabase;
  let closed: unknown[];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  afterAll(async () => {
    await testDatabase.drop();
  });

  const start = async (shutdownTimeoutMs: number): Promise<void> => {
    running = await startDatabase({
      url: testDatabase.url,
      readUrls: [testDatabase.replicaUrl],
      pool: { size: 2, maxOverflow: 0 },
      shutdownTimeoutMs,
      applicationName: 'shutdown-spec',
    });
    closed = [];
    running.events.on('pool_closed', (event) => closed.push(event));
  };

  const openConnections = async (): Promise<number> => {
    const watcher = await startDatabase({ url: testDatabase.url, pool: { size: 1 } });
    const rows = await watcher.database.write((manager) =>
      manager.query<unknown[]>(
        `SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'shutdown-spec'`,
      ),
    );
    await watcher.stop();
    return rows.length;
  };

  async function nothingIsLent(): Promise<void> {
    const refused = { code: 'DATABASE_UNAVAILABLE', reason: 'SHUTTING_DOWN' };
    const query = () => running.database.write((manager) => manager.query('SELECT 1'));
    await eventually(() => expect(query()).rejects.toMatchObject(refused));
  }

  it('a transaction in flight is completed, and new work is refused', async () => {
    await start(60_000);
    const { unitOfWork, stop } = running;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const work = unitOfWork.transaction(async (manager) => {
      await manager.query('CREATE TABLE stored_at_shutdown AS SELECT 1 AS one');
      await finished;
      return manager.query<unknown>('SELECT one FROM stored_at_shutdown');
    });
    await eventually(() => expect(running.primary().checkedOut).toBe(1));
    const stopping = stop();
    await nothingIsLent();
    finish();
    await expect(work).resolves.toEqual([{ one: 1 }]);
    await stopping;
    expect(closed).toContainEqual(expect.objectContaining({ server: 'primary', abandoned: 0 }));
    await eventually(async () => expect(await openConnections()).toBe(0));
  });

  it('idle connections that the server ends are no failures', async () => {
    await start(60_000);
    const failed = jest.fn();
    running.events.on('connection_failed', failed);
    const held = await running.hold();
    const [own] = (await held.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
    await eventually(() => expect(running.primary()).toMatchObject({ idle: 1 }));
    const stopping = running.stop();
    await nothingIsLent();
    expect(running.primary()).toMatchObject({ idle: 1 });
    await held.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'shutdown-spec' AND state = 'idle' AND pid <> $1`,
      [own?.pid],
    );
    await eventually(() => expect(running.primary()).toMatchObject({ idle: 0 }));
    await held.release();
    await stopping;
    expect(failed).not.toHaveBeenCalled();
  });

  it('a connection that is never returned does not hold it up for ever', async () => {
    await start(100);
    const leaked = await running.hold();
    const stuck = leaked.query('SELECT pg_sleep(60)');
    const rejected = expect(stuck).rejects.toThrow('Connection terminated');
    await running.stop();
    await rejected;
    expect(running.primary()).toMatchObject({ checkedOut: 0 });
  });

  it('a caller in the queue is told instead of left waiting', async () => {
    await start(100);
    const held = await Promise.all([running.hold(), running.hold()]);
    const waiting = running.database.write((manager) => manager.query('SELECT 1'));
    const told = expect(waiting).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await running.stop();
    await told;
    expect(held).toHaveLength(2);
  });

  it('the pools say how much they were used', async () => {
    await start(60_000);
    await running.database.read((manager) => manager.query('SELECT 1'));
    await running.stop();
    expect(closed).toHaveLength(2);
    for (const pool of [
      { server: 'primary', role: 'primary', abandoned: 0 },
      { server: 'replica-1', role: 'replica', abandoned: 0 },
    ])
      expect(closed).toContainEqual(expect.objectContaining(pool));
  });
});
