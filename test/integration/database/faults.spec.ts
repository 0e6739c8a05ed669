import { Client } from 'pg';
import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';
import { StallingProxy } from './stalling-proxy';

const SELECT_ONE = 'SELECT 1 AS one';
/** Only a server that is not there is waited for so long. */
const PING_MS = 60_000;

describe('When the primary fails', () => {
  let testDatabase: TestDatabase;
  let proxy: FaultProxy;
  let running: RunningDatabase | undefined;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  afterAll(async () => {
    await testDatabase.drop();
  });

  beforeEach(async () => {
    proxy = await FaultProxy.start(testDatabase.url);
  });

  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await proxy.close();
  });

  const query = (sql = SELECT_ONE): Promise<unknown> => {
    if (running === undefined) throw new Error('not started');
    return running.database.write((manager) => manager.query(sql));
  };

  it('says so, without an address, and goes on by itself when it is back', async () => {
    running = await startDatabase({ url: proxy.url, pool: { size: 2 } });
    await proxy.refuse();
    const { primary } = running;
    await eventually(() => expect(primary().totalConnections).toBe(0));
    const failure: unknown = await query().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE', reason: 'ECONNREFUSED' });
    expect(String(failure)).not.toContain(String(proxy.port));
    await proxy.pass();
    await expect(query()).resolves.toEqual([{ one: 1 }]);
  });

  it('does not start, and leaves nothing open', async () => {
    await proxy.refuse();
    const attempt = startDatabase({ url: proxy.url, startTimeoutMs: 300 });
    await expect(attempt).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await proxy.pass();
    await eventually(() => expect(proxy.connectionCount).toBe(0));
  });

  it('starts when it comes up in time', async () => {
    await proxy.refuse();
    const starting = startDatabase({ url: proxy.url, startTimeoutMs: 60_000 });
    await proxy.pass();
    running = await starting;
    await expect(query()).resolves.toEqual([{ one: 1 }]);
  });

  it('does not wait for what waiting does not cure', async () => {
    const url = new URL(testDatabase.url);
    url.pathname = '/there_is_no_such_database';
    const attempt = startDatabase({ url: url.toString(), startTimeoutMs: 60_000 });
    await expect(attempt).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', reason: '3D000' });
  });

  it('ends a statement that gets no answer, so that its connection is not stuck for ever', async () => {
    running = await startDatabase({
      url: proxy.url,
      statementTimeoutMs: 100,
      queryTimeoutMs: 200,
      pool: { size: 1, maxOverflow: 0 },
    });
    await proxy.freeze();
    await expect(query()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await proxy.pass();
    // A busy machine may take longer than the limit for any statement.
    await eventually(() => expect(query()).resolves.toEqual([{ one: 1 }]));
  });

  it('gives up connecting to a server that accepts and does not answer', async () => {
    running = await startDatabase({
      url: proxy.url,
      connectTimeoutMs: 200,
      pool: { size: 1, maxOverflow: 1 },
    });
    const held = await running.hold();
    await proxy.freeze();
    await expect(query()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await proxy.pass();
    await held.release();
  });

  it('replaces connections that went dead while idle, unnoticed by the caller', async () => {
    const stalling = await StallingProxy.start(testDatabase.url);
    running = await startDatabase({
      url: stalling.url,
      pool: { size: 3, maxOverflow: 0, prePingIdleMs: 0 },
    });
    stalling.stallOpenConnections();
    await expect(Promise.all([query(), query(), query(), query()])).resolves.toHaveLength(4);
    await running.stop();
    running = undefined;
    await stalling.close();
  });

  it('lets callers share the connections of a server that is too busy to greet another one', async () => {
    const busy = await StallingProxy.start(testDatabase.url);
    const pool = { size: 2, maxOverflow: 8 };
    running = await startDatabase({ url: busy.url, connectTimeoutMs: 200, pool });
    busy.greetNoMore();
    const { database } = running;
    const slow = (): Promise<unknown> =>
      database.write((manager) => manager.query('SELECT pg_sleep(0.05)'));
    await expect(Promise.all(Array.from({ length: 20 }, slow))).resolves.toHaveLength(20);
    await running.stop();
    running = undefined;
    await busy.close();
  });

  it('gives what came back meanwhile to those whom a busy server did not greet', async () => {
    const busy = await StallingProxy.start(testDatabase.url);
    const pool = { size: 2, maxOverflow: 8 };
    running = await startDatabase({ url: busy.url, connectTimeoutMs: 500, pool });
    busy.greetNoMore();
    await expect(Promise.all(Array.from({ length: 10 }, query))).resolves.toHaveLength(10);
    expect(running.primary().totalConnections).toBe(2);
    await running.stop();
    running = undefined;
    await busy.close();
  });

  it('runs a read once more on a connection that answers, when the others are dead as well', async () => {
    const stalling = await StallingProxy.start(testDatabase.url);
    running = await startDatabase({
      url: stalling.url,
      pool: { size: 2, maxOverflow: 0, prePingIdleMs: 60_000 },
      statementTimeoutMs: 2_000,
      queryTimeoutMs: 2_500,
    });
    stalling.stallOpenConnections();
    const read = running.database.read((manager) => manager.query(SELECT_ONE));
    await expect(read).resolves.toEqual([{ one: 1 }]);
    await running.stop();
    running = undefined;
    await stalling.close();
  });

  it('begins a transaction anew when the connection was lost before it', async () => {
    running = await startDatabase({
      url: proxy.url,
      pool: { size: 1, maxOverflow: 0, prePing: false },
    });
    const { unitOfWork } = running;
    proxy.cut();
    const one = unitOfWork.transaction((manager) => manager.query(SELECT_ONE));
    await expect(one).resolves.toEqual([{ one: 1 }]);
  });

  describe('a ping', () => {
    it('tells a full pool from a dead server', async () => {
      running = await startDatabase({ url: proxy.url, pool: { size: 1, maxOverflow: 0 } });
      const held = await running.hold();
      await expect(running.status.ping(PING_MS)).resolves.toBeUndefined();
      await proxy.refuse();
      await expect(running.status.ping(PING_MS)).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
      });
      await held.release();
    });

    it('uses an idle connection when there is one', async () => {
      running = await startDatabase({ url: proxy.url, pool: { size: 1, maxOverflow: 0 } });
      await running.status.ping(PING_MS);
      expect(running.primary()).toMatchObject({ totalConnections: 1, idle: 1 });
      expect(proxy.connectionCount).toBe(1);
    });

    it('fails in time, and leaves neither waiters nor connections behind', async () => {
      running = await startDatabase({ url: proxy.url, pool: { size: 1, maxOverflow: 0 } });
      await proxy.freeze();
      const { status, primary } = running;
      const probes = await Promise.allSettled(Array.from({ length: 50 }, () => status.ping(200)));
      expect(probes.every((probe) => probe.status === 'rejected')).toBe(true);
      expect(primary()).toMatchObject({ waiting: 0, checkedOut: 0 });
      await proxy.pass();
      await expect(status.ping(PING_MS)).resolves.toBeUndefined();
      await eventually(() => expect(proxy.connectionCount).toBeLessThanOrEqual(1));
    });

    it('fails in time also where the pool takes longer to try and replace what lies idle', async () => {
      const pool = { size: 2, maxOverflow: 0, prePingIdleMs: 0 };
      running = await startDatabase({ url: proxy.url, pool });
      await proxy.freeze();
      const queried = query().catch(() => 'the pool');
      const pinged = running.status.ping(200).catch(() => 'the ping');
      await expect(Promise.race([queried, pinged])).resolves.toBe('the ping');
      await proxy.pass();
      await queried;
    });

    it('takes a server whose connections are all taken for alive', async () => {
      const role = `crowded_${process.pid}`;
      const admin = new Client({ connectionString: testDatabase.url });
      await admin.connect();
      await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x' CONNECTION LIMIT 1`);
      const url = new URL(testDatabase.url);
      url.username = role;
      url.password = 'x';
      running = await startDatabase({ url: url.toString(), pool: { size: 1, maxOverflow: 0 } });
      const held = await running.hold();
      await expect(running.status.ping(PING_MS)).resolves.toBeUndefined();
      await held.release();
      await running.stop();
      running = undefined;
      await admin.query(`DROP ROLE ${role}`);
      await admin.end();
    });
  });
});
