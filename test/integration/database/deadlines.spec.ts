import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'pg';
import type { Deadline } from '@strata/database';
import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

const SLEEP = 'SELECT pg_sleep(600) /* deadlines */';

describe('The deadline of a request', () => {
  const requests = new AsyncLocalStorage<Deadline>();
  let testDatabase: TestDatabase;
  let proxy: FaultProxy;
  let running: RunningDatabase;
  let watcher: Client;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    watcher = new Client({ connectionString: testDatabase.url });
    await watcher.connect();
  });

  afterAll(async () => {
    await watcher.end();
    await testDatabase.drop();
  });

  beforeEach(async () => {
    proxy = await FaultProxy.start(testDatabase.url);
    running = await startDatabase({
      url: proxy.url,
      pool: { size: 1, maxOverflow: 0 },
      deadline: () => requests.getStore(),
      // Nothing else ends a query.
      statementTimeoutMs: 0,
      queryTimeoutMs: 0,
    });
  });

  afterEach(async () => {
    await running.stop();
    await proxy.close();
  });

  const query = <T>(sql: string): Promise<T[]> =>
    running.database.write((manager) => manager.query<T[]>(sql));

  const within = <T>(ms: number, work: () => Promise<T>): Promise<T> =>
    requests.run({ expiresAtMs: performance.now() + ms, signal: AbortSignal.timeout(ms) }, work);

  const asleep = async (): Promise<number> => {
    const sql = `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%/* deadlines */%'
                 AND datname = current_database() AND pid <> pg_backend_pid()`;
    return (await watcher.query(sql)).rows.length;
  };

  const pid = async (): Promise<unknown> => (await query('SELECT pg_backend_pid() AS pid'))[0];

  it('stops the query on the server, and leaves the connection fit for the next', async () => {
    const before = await pid();
    await expect(within(200, () => query(SLEEP))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    expect(await asleep()).toBe(0);
    await expect(pid()).resolves.toEqual(before);
  });

  it('stops it at once when nobody waits for the answer any more', async () => {
    const request = new AbortController();
    const deadline = { expiresAtMs: performance.now() + 60_000, signal: request.signal };
    const abandoned = requests.run(deadline, () => query(SLEEP));
    const refused = expect(abandoned).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await eventually(async () => expect(await asleep()).toBe(1));
    request.abort();
    await refused;
    expect(await asleep()).toBe(0);
  });

  it('bounds the wait for a connection', async () => {
    const held = await running.hold();
    await expect(within(100, () => query('SELECT 1'))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    expect(running.primary()).toMatchObject({ waiting: 0, timeouts: 0 });
    await held.release();
  });

  it('holds also when it ends while a connection is being made', async () => {
    const other = await startDatabase({
      url: proxy.url,
      pool: { size: 1, maxOverflow: 1 },
      deadline: () => requests.getStore(),
    });
    const held = await other.hold();
    await proxy.delay(200);
    const late = within(100, () => other.database.write((manager) => manager.query(SLEEP)));
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await held.release();
    await other.stop();
  });

  it('does not keep hooks from the database, because what they follow is stored', async () => {
    const request = new AbortController();
    const deadline = { expiresAtMs: performance.now() + 60_000, signal: request.signal };
    const seen: unknown[] = [];
    await requests.run(deadline, () =>
      running.unitOfWork.transaction(() =>
        running.unitOfWork.afterCommit(async () => {
          request.abort();
          seen.push(...(await query('SELECT 1 AS one')));
        }),
      ),
    );
    expect(seen).toEqual([{ one: 1 }]);
  });

  it('refuses a query that comes after it', async () => {
    const late = within(0, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return query('SELECT 1');
    });
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(running.primary().checkedOut).toBe(0);
  });

  it('rolls a transaction back, stopped in its midst', async () => {
    await watcher.query('CREATE TABLE IF NOT EXISTS kept (id integer)');
    const work = within(200, () =>
      running.unitOfWork.transaction(async (manager) => {
        await manager.query('INSERT INTO kept VALUES (1)');
        await manager.query(SLEEP);
      }),
    );
    await expect(work).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect((await watcher.query('SELECT 1 FROM kept')).rows).toEqual([]);
    expect(running.primary().checkedOut).toBe(0);
  });

  it('holds also when the server does not answer, and that connection is replaced', async () => {
    const before = await pid();
    const frozen = within(100, async () => {
      const answer = query('SELECT 1');
      await proxy.freeze();
      return answer;
    });
    await expect(frozen).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await proxy.pass();
    await expect(pid()).resolves.not.toEqual(before);
  });

  it('is that of the caller who waited, not of the one who returned the connection', async () => {
    const held = await running.hold();
    const waiting = within(60_000, () =>
      query<{ one: number }>('SELECT 1 AS one').then(() => requests.getStore()?.expiresAtMs),
    );
    await within(0, () => held.release());
    await expect(waiting).resolves.toBeGreaterThan(performance.now());
    await expect(query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('does not stop the queries of others', async () => {
    await expect(within(100, () => query(SLEEP))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    for (let others = 0; others < 50; others += 1) await query('SELECT pg_sleep(0.001)');
  });
});
