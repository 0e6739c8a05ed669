import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { startPostgresCluster, type PostgresCluster } from '../../support/postgres-cluster';
import { startDatabase, type RunningDatabase } from './running-database';

const NUMBER_TABLE = 'CREATE TABLE numbers (n integer)';

const insert = ({ database }: RunningDatabase, n: number): Promise<unknown> =>
  database.write((manager) => manager.query('INSERT INTO numbers VALUES ($1)', [n]));

describe('When a replica is promoted', () => {
  let cluster: PostgresCluster;
  let running: RunningDatabase;
  let oldPrimary: FaultProxy;
  let promoted: number[];

  beforeEach(async () => {
    cluster = await startPostgresCluster();
    await cluster.primary.sql(NUMBER_TABLE);
    await cluster.caughtUp();
    oldPrimary = await FaultProxy.start(cluster.primary.url);
    const [standby, replica] = cluster.replicas;
    running = await startDatabase({
      // The standby comes first, so that the one that takes writes has to be found.
      url: [standby.url, oldPrimary.url],
      readUrls: [replica.url],
      pool: { size: 4, maxOverflow: 4, checkoutTimeoutMs: 2000 },
      replicaCheckIntervalMs: 50,
      replicaTimeoutMs: 500,
    });
    promoted = [];
    running.events.on('primary_promoted', ({ timeline }) => promoted.push(timeline));
  });

  afterEach(async () => {
    await running.stop();
    await oldPrimary.close();
    await cluster.stop();
  });

  const portOf = ({ url }: { url: string }): number => Number(new URL(url).port);

  const port = async (way: 'read' | 'write'): Promise<number | undefined> => {
    const [row] = await running.database[way]((manager) =>
      manager.query<{ port: number }[]>('SELECT inet_server_port() AS port'),
    );
    return row?.port;
  };

  const writtenBy = async (): Promise<number | undefined> => {
    await insert(running, 1);
    return port('write');
  };

  it.each(['refuse', 'freeze'] as const)(
    'writes go there, reads go on meanwhile, and the old primary is never written again (%s)',
    async (fault) => {
      const [standby, replica] = cluster.replicas;
      expect(await writtenBy()).toBe(portOf(cluster.primary));
      const before = await running.database.position();
      await oldPrimary[fault]();
      const underWay = insert(running, 2).catch((error: unknown) => error);
      for (let count = 0; count < 20; count += 1)
        await eventually(async () => expect(await port('read')).toBe(portOf(replica)));
      await standby.sql('SELECT pg_promote()');
      await eventually(async () => expect(await writtenBy()).toBe(portOf(standby)));
      expect(await underWay).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      await oldPrimary.pass();
      await eventually(() => expect(oldPrimary.connectionCount).toBeGreaterThan(0));
      for (let count = 0; count < 20; count += 1)
        expect(await eventually(writtenBy)).toBe(portOf(standby));
      expect(promoted).toEqual([2]);
      expect(await running.database.position()).toMatch(/^2:/);
      // The replica follows the old primary, and has that position.
      const read = await running.database.readAfter([before], () => port('read'));
      expect(read).toBe(portOf(standby));
    },
  );
});

describe('Where not every server takes writes', () => {
  let cluster: PostgresCluster;
  let running: RunningDatabase | undefined;

  beforeAll(async () => {
    cluster = await startPostgresCluster();
    await cluster.primary.sql(NUMBER_TABLE);
    await cluster.caughtUp();
  });

  afterAll(async () => {
    await cluster.stop();
  });

  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  const start = async (): Promise<RunningDatabase> => {
    const readUrls = cluster.replicas.map(({ url }) => url);
    running = await startDatabase({ url: cluster.primary.url, readUrls, pool: { size: 4 } });
    return running;
  };

  it('the application does not start on replicas alone', async () => {
    const urls = cluster.replicas.map(({ url }) => url);
    const attempt = startDatabase({ url: urls, startTimeoutMs: 500 });
    await expect(attempt).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      reason: 'NO_WRITABLE_SERVER',
    });
  });

  it('a read that writes fails as what it is, without another run', async () => {
    const { database, status } = await start();
    const work = jest.fn((manager: { query(sql: string): Promise<unknown> }) =>
      manager.query('INSERT INTO numbers VALUES (1)'),
    );
    await expect(database.read(work)).rejects.toMatchObject({ code: '25006' });
    expect(work).toHaveBeenCalledTimes(1);
    expect(status.servers().every(({ available }) => available)).toBe(true);
  });

  it('connections to a primary that takes no writes any more are not used again', async () => {
    const database = await start();
    const backends = (): Promise<number[]> =>
      database.unitOfWork.transaction(async (manager) => {
        const rows = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
        return rows.map(({ pid }) => pid);
      });
    const before = await backends();
    await cluster.primary.sql('ALTER SYSTEM SET default_transaction_read_only = on');
    await cluster.primary.sql('SELECT pg_reload_conf()');
    const refused = { code: 'DATABASE_UNAVAILABLE', reason: '25006' };
    await eventually(() => expect(insert(database, 1)).rejects.toMatchObject(refused));
    const after = await Promise.all(Array.from({ length: 8 }, backends));
    expect(after.flat()).not.toEqual(expect.arrayContaining(before));
  });
});
