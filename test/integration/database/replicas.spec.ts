import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { serverOf, startDatabase, type RunningDatabase } from './running-database';

describe('With two replicas', () => {
  let testDatabase: TestDatabase;
  let first: FaultProxy;
  let second: FaultProxy;
  let running: RunningDatabase;
  let reads: Record<string, number>;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  afterAll(async () => {
    await testDatabase.drop();
  });

  beforeEach(async () => {
    [first, second] = await Promise.all([
      FaultProxy.start(testDatabase.replicaUrl),
      FaultProxy.start(testDatabase.replicaUrl),
    ]);
  });

  afterEach(async () => {
    await running.stop();
    await Promise.all([first.close(), second.close()]);
  });

  const start = async (): Promise<void> => {
    running = await startDatabase({
      url: testDatabase.url,
      readUrls: [first.url, second.url],
      pool: { size: 3, maxOverflow: 2 },
      replicaCheckIntervalMs: 50,
    });
    reads = {};
    running.events.on('query', ({ server }) => (reads[server] = (reads[server] ?? 0) + 1));
  };

  const available = (): Record<string, boolean> =>
    Object.fromEntries(running.status.servers().map(({ server, available: up }) => [server, up]));

  const isReplica = async (): Promise<unknown> => {
    const [row] = await running.database.read((manager) =>
      manager.query<{ replica: boolean }[]>('SELECT pg_is_in_recovery() AS replica'),
    );
    return row?.replica;
  };

  const readMany = (count: number): Promise<unknown[]> =>
    Promise.all(Array.from({ length: count }, isReplica));

  it('reads go to the replicas in turn, and writes to the primary', async () => {
    await start();
    await readMany(10);
    const [row] = await running.database.write((manager) =>
      manager.query<{ replica: boolean }[]>('SELECT pg_is_in_recovery() AS replica'),
    );
    expect(row?.replica).toBe(false);
    expect(reads).toEqual({ 'replica-1': 5, 'replica-2': 5, primary: 1 });
  });

  it('only declared reads go there: everything else that TypeORM does is for the primary', async () => {
    await start();
    const { dataSource, unitOfWork } = running;
    await dataSource.query('SELECT 1');
    await dataSource.createQueryBuilder().select('1').from('pg_class', 'c').limit(1).getRawMany();
    await unitOfWork.transaction(() => isReplica());
    expect(Object.keys(reads)).toEqual(['primary']);
  });

  it('no read fails while one of them is killed and comes back', async () => {
    await start();
    const results: unknown[] = [];
    let stopped = false;
    const load = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!stopped) results.push(await isReplica());
      }),
    );
    const served = (count: number): Promise<void> => {
      const goal = results.length + count;
      return eventually(() => expect(results.length).toBeGreaterThanOrEqual(goal));
    };
    await served(100);
    await first.refuse();
    await served(200);
    await eventually(() =>
      expect(available()).toMatchObject({ 'replica-1': false, 'replica-2': true }),
    );
    await first.pass();
    await eventually(() => expect(available()).toMatchObject({ 'replica-1': true }));
    await served(100);
    stopped = true;
    await load;
    expect(new Set(results)).toEqual(new Set([true]));
  });

  it('reads go to the primary while both are down, and back when they are up', async () => {
    await start();
    await Promise.all([first.refuse(), second.refuse()]);
    await expect(readMany(20)).resolves.toEqual(Array.from({ length: 20 }, () => false));
    await Promise.all([first.pass(), second.pass()]);
    await eventually(async () => expect(await isReplica()).toBe(true));
  });

  it('the application starts while one is down, and uses it when it is up', async () => {
    await first.refuse();
    await start();
    expect(available()).toEqual({ primary: true, 'replica-1': false, 'replica-2': true });
    await expect(readMany(20)).resolves.toEqual(Array.from({ length: 20 }, () => true));
    expect(reads).toEqual({ 'replica-2': 20 });
    await first.pass();
    await eventually(() => expect(available()).toMatchObject({ 'replica-1': true }));
  });

  it('a read under way on a replica that dies is run again elsewhere', async () => {
    await start();
    let runs = 0;
    const work = running.database.read(async (manager) => {
      runs += 1;
      if (runs === 1) {
        first.cut();
        second.cut();
      }
      return manager.query<unknown>('SELECT 1 AS one');
    });
    await expect(work).resolves.toEqual([{ one: 1 }]);
    expect(runs).toBeGreaterThan(1);
  });

  it('an error of the caller’s own is thrown as it is, without another run', async () => {
    await start();
    const work = jest.fn(() => Promise.reject(new Error('not found')));
    await expect(running.database.read(work)).rejects.toThrow('not found');
    expect(work).toHaveBeenCalledTimes(1);
    expect(available()).toMatchObject({ 'replica-1': true, 'replica-2': true });
  });

  it('a replica that is taken out, and comes back, is announced', async () => {
    await start();
    const announced: string[] = [];
    running.events.on('replica_down', ({ server }) => announced.push(`${server} down`));
    running.events.on('replica_up', ({ server }) => announced.push(`${server} up`));
    await second.refuse();
    await readMany(10);
    await second.pass();
    await eventually(() => expect(announced).toEqual(['replica-2 down', 'replica-2 up']));
    expect(serverOf(running.status, 'replica-2')).toMatchObject({
      role: 'replica',
      available: true,
    });
  });
});

describe('Without replicas', () => {
  it('reads go to the primary', async () => {
    const testDatabase = await createTestDatabase();
    const running = await startDatabase({ url: testDatabase.url });
    const rows = await running.database.read((manager) =>
      manager.query<unknown>('SELECT pg_is_in_recovery() AS replica'),
    );
    await running.stop();
    await testDatabase.drop();
    expect(rows).toEqual([{ replica: false }]);
  });
});
