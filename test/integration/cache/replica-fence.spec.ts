import { cachePorts } from '@strata/platform';
import { startPostgresCluster, type PostgresCluster } from '../../support/postgres-cluster';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis/redis-server';
import { startDatabase, type RunningDatabase } from '../database/running-database';
import { closeCaches, connected, openCache, patientRedis, type OpenCache } from './open-cache';

const KEY = 'counters:1';

/** What a load has read, and where. */
interface Counter {
  readonly n: number;
  readonly fromReplica: boolean;
}

describe('entries that are loaded from replicas', () => {
  let cluster: PostgresCluster;
  let redis: RedisServer;
  let running: RunningDatabase;

  beforeAll(async () => {
    [cluster, redis] = await Promise.all([startPostgresCluster(), RedisServer.start()]);
    await cluster.primary.sql('CREATE TABLE counter (n integer NOT NULL)');
    await cluster.primary.sql('INSERT INTO counter VALUES (0)');
    running = await startDatabase({
      url: cluster.primary.url,
      readUrls: cluster.replicas.map(({ url }) => url),
      maxReplicaLagMs: 0,
    });
  });

  beforeEach(async () => {
    for (const replica of cluster.replicas) await replica.resumeReplay();
    await cluster.caughtUp();
  });

  afterEach(closeCaches);

  afterAll(async () => {
    await running.stop();
    await redis.stop();
    await cluster.stop();
  });

  const unitOfWork = {
    active: false,
    afterCommit: async (hook: () => void | Promise<void>) => hook(),
    transaction: () => Promise.reject(new Error('there is no transaction in this test')),
  };

  /** A cache as the platform joins it to the database, with or without Redis. */
  async function open(namespace: string, shared: boolean, fenced = true): Promise<OpenCache> {
    const { fence } = cachePorts(unitOfWork, running.database, namespace);
    const opened = await openCache({
      namespace,
      ...(shared && { redis: patientRedis(redis.url) }),
      ...(fenced && fence && { fence }),
    });
    if (shared) await connected(opened);
    return opened;
  }

  const load = async (): Promise<Counter> => {
    const [row] = await running.database.read((manager) =>
      manager.query<Counter[]>('SELECT n, pg_is_in_recovery() AS "fromReplica" FROM counter'),
    );
    if (row === undefined) throw new Error('no row');
    return row;
  };

  async function increment(): Promise<number> {
    const [[row]] = await running.database.write((manager) =>
      manager.query<[{ n: number }[], number]>('UPDATE counter SET n = n + 1 RETURNING n'),
    );
    if (row === undefined) throw new Error('no row');
    return row.n;
  }

  const standStill = async (): Promise<void> => {
    for (const replica of cluster.replicas) await replica.pauseReplay();
  };

  it.each([
    ['in the process that invalidated', false],
    ['in another process', true],
  ])('never show less than what invalidated them, %s', async (_where, elsewhere) => {
    const namespace = `fence-${String(elsewhere)}`;
    const writer = await open(namespace, elsewhere);
    const reader = elsewhere ? await open(namespace, true) : writer;
    await reader.cache.getOrSet(KEY, load);
    await standStill();
    const n = await increment();
    await writer.cache.delete(KEY);
    const published = writer.cache.position();
    await eventually(() => expect(reader.cache.position()).toEqual(published));
    expect(await reader.cache.getOrSet(KEY, load)).toEqual({ n, fromReplica: false });
  });

  it('come from replicas again once these have caught up', async () => {
    const { cache } = await open('fence-again', false);
    await standStill();
    const n = await increment();
    await cache.delete(KEY);
    expect(await cache.getOrSet(KEY, load)).toEqual({ n, fromReplica: false });
    for (const replica of cluster.replicas) await replica.resumeReplay();
    await cluster.caughtUp();
    expect(await cache.getOrSet(KEY, load, { refresh: true })).toEqual({ n, fromReplica: true });
  });

  it('show what is old without the fence', async () => {
    const { cache } = await open('fence-none', false, false);
    await standStill();
    const n = await increment();
    await cache.delete(KEY);
    expect(await cache.getOrSet(KEY, load)).toEqual({ n: n - 1, fromReplica: true });
  });
});
