import { deferred } from '../../../libs/cache/src/internal/deferred';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { withClient } from '../../support/database-url';
import { eventually } from '../../support/eventually';
import {
  startPostgresCluster,
  type ClusterServer,
  type PostgresCluster,
} from '../../support/postgres-cluster';
import type { DatabaseOptions, ReplicaState } from '@strata/database';
import { startDatabase, type RunningDatabase } from './running-database';

/** Long before the time limit of a statement, for which a frozen replica would else hold a read. */
const MOVES_ON_WITHIN_MS = 25_000;
/** Where a replica is to be taken for frozen. */
const QUICK_WATCH = { replicaTimeoutMs: 500 };

describe('A watched replica', () => {
  let cluster: PostgresCluster;
  let running: RunningDatabase | undefined;
  let proxies: FaultProxy[];

  beforeAll(async () => {
    cluster = await startPostgresCluster();
    await cluster.primary.sql('CREATE TABLE numbers (n integer)');
    await cluster.caughtUp();
  });

  afterAll(async () => {
    await cluster.stop();
  });

  beforeEach(() => {
    proxies = [];
  });

  afterEach(async () => {
    for (const replica of cluster.replicas) {
      await replica.thaw();
      await replica.resumeReplay();
    }
    await running?.stop();
    running = undefined;
    for (const proxy of proxies) await proxy.close();
  });

  const start = async (options: Partial<DatabaseOptions> = {}): Promise<RunningDatabase> => {
    running = await startDatabase({
      url: cluster.primary.url,
      readUrls: cluster.replicas.map(({ url }) => url),
      pool: { size: 4, maxOverflow: 4 },
      replicaCheckIntervalMs: 50,
      ...options,
    });
    return running;
  };

  const proxied = async (url: string): Promise<FaultProxy> => {
    const proxy = await FaultProxy.start(url);
    proxies.push(proxy);
    return proxy;
  };

  const states = ({ status }: RunningDatabase): ReplicaState[] =>
    status.servers().flatMap(({ replica }) => (replica === undefined ? [] : [replica.state]));

  const becomes = (database: RunningDatabase, expected: ReplicaState[]): Promise<void> =>
    eventually(() => expect(states(database)).toEqual(expected));

  /** The port of the server that answers. */
  const port = async ({ database }: RunningDatabase): Promise<number | undefined> => {
    const [row] = await database.read((manager) =>
      manager.query<{ port: number }[]>('SELECT inet_server_port() AS port'),
    );
    return row?.port;
  };

  const portOf = ({ url }: { url: string }): number => Number(new URL(url).port);

  /** One replica gets no reads; the other does, as long as a busy machine lets it say how it is. */
  const othersRead = async (
    database: RunningDatabase,
    none: ClusterServer,
    other: ClusterServer,
  ): Promise<void> => {
    const ports = await Promise.all(Array.from({ length: 20 }, () => port(database)));
    expect(ports).not.toContain(portOf(none));
    await eventually(async () => expect(await port(database)).toBe(portOf(other)));
  };

  it('that freezes holds no read for long, gets none, and returns when it thaws', async () => {
    const database = await start(QUICK_WATCH);
    const [frozen, other] = cluster.replicas;
    const slow = database.database.read((manager) =>
      manager.query<{ port: number }[]>('SELECT inet_server_port() AS port, pg_sleep(0.3)'),
    );
    const reads = Promise.all(Array.from({ length: 40 }, () => port(database)));
    await reads;
    await frozen.freeze();
    const startedAt = performance.now();
    const during = await Promise.all([slow, ...Array.from({ length: 40 }, () => port(database))]);
    expect(performance.now() - startedAt).toBeLessThan(MOVES_ON_WITHIN_MS);
    expect(during).toHaveLength(41);
    await becomes(database, ['frozen', 'up']);
    await othersRead(database, frozen, other);
    await frozen.thaw();
    await becomes(database, ['up', 'up']);
    await eventually(async () => expect(await port(database)).toBe(portOf(frozen)));
  });

  it('that is frozen when the application starts does not keep it from starting', async () => {
    await cluster.replicas[0].freeze();
    const database = await start(QUICK_WATCH);
    await becomes(database, ['frozen', 'up']);
    await cluster.replicas[0].thaw();
    await becomes(database, ['up', 'up']);
  });

  it.each([
    ['by time', { maxReplicaLagMs: 200 }],
    ['by bytes', { maxReplicaLagMs: 0, maxReplicaLagBytes: 1000 }],
  ])('that lags beyond the limit %s gets no reads until it has caught up', async (_how, limits) => {
    const database = await start(limits);
    const [lagging, other] = cluster.replicas;
    await lagging.pauseReplay();
    await cluster.primary.sql('INSERT INTO numbers SELECT generate_series(1, 1000)');
    await becomes(database, ['lagging', 'up']);
    await othersRead(database, lagging, other);
    const [, replica] = database.status.servers();
    expect(replica?.replica?.lagBytes).toBeGreaterThan(1000);
    await eventually(() => expect(database.status.servers()[1]?.replica?.lagMs).toBeGreaterThan(0));
    await lagging.resumeReplay();
    await becomes(database, ['up', 'up']);
  });

  it('that has lost the primary lags as well, though it has replayed all it got', async () => {
    const database = await start({ maxReplicaLagMs: 200 });
    const [cut] = cluster.replicas;
    const [row] = await withClient(cut.url, async (client) => {
      const { rows } = await client.query<{ conninfo: string }>(
        `SELECT quote_literal(current_setting('primary_conninfo')) AS conninfo`,
      );
      return rows;
    });
    const follow = async (conninfo: string | undefined): Promise<void> => {
      await cut.sql(`ALTER SYSTEM SET primary_conninfo = ${String(conninfo)}`);
      await cut.sql('SELECT pg_reload_conf()');
    };
    await follow(`'host=127.0.0.1 port=1'`);
    await cluster.primary.sql('INSERT INTO numbers SELECT generate_series(1, 1000)');
    await eventually(async () => {
      await cluster.primary.sql('INSERT INTO numbers VALUES (1)');
      expect(states(database)).toEqual(['lagging', 'up']);
    });
    await follow(row?.conninfo);
    await becomes(database, ['up', 'up']);
  });

  it('gets reads by its weight', async () => {
    const [first, second] = cluster.replicas;
    const readUrls = [{ url: first.url, weight: 3 }, second.url];
    const database = await start({ readUrls });
    const ports = await Promise.all(Array.from({ length: 40 }, () => port(database)));
    expect(ports.filter((one) => one === portOf(first))).toHaveLength(30);
    expect(ports.filter((one) => one === portOf(second))).toHaveLength(10);
  });

  it('that dies under load fails no read', async () => {
    const [first, second] = await Promise.all(cluster.replicas.map(({ url }) => proxied(url)));
    if (first === undefined || second === undefined) throw new Error('no proxies');
    // Long enough for a replica to greet the watch beside this load on two busy cores.
    const readUrls = [first.url, second.url];
    const database = await start({ replicaTimeoutMs: 3_000, readUrls });
    let served = 0;
    let stopped = false;
    const load = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!stopped) {
          await port(database);
          served += 1;
        }
      }),
    );
    const more = (count: number): Promise<void> => {
      const goal = served + count;
      return eventually(() => expect(served).toBeGreaterThan(goal));
    };
    for (const fault of ['refuse', 'freeze', 'garbage'] as const) {
      await first[fault]();
      await more(200);
      await first.pass();
      await becomes(database, ['up', 'up']);
    }
    first.cut();
    await more(200);
    stopped = true;
    await expect(load).resolves.toBeDefined();
  });

  it('leaves the primary a share of its connections for the rest when all replicas are gone', async () => {
    const readUrls = await Promise.all(
      cluster.replicas.map(async ({ url }) => (await proxied(url)).url),
    );
    const database = await start({
      readUrls,
      pool: { size: 4, maxOverflow: 0, checkoutTimeoutMs: 300 },
    });
    await Promise.all(proxies.map((proxy) => proxy.refuse()));
    await becomes(database, ['down', 'down']);
    const over = deferred<void>();
    const lasting = (): Promise<unknown> => database.database.read(() => over.promise);
    const reads = Array.from({ length: 10 }, lasting);
    const settled = Promise.allSettled(reads);
    await eventually(() => expect(database.primary().checkedOut).toBe(2));
    const write = database.database.write((manager) => manager.query('SELECT 1 AS one'));
    await expect(write).resolves.toEqual([{ one: 1 }]);
    let refusals = 0;
    for (const read of reads) read.catch(() => (refusals += 1));
    await eventually(() => expect(refusals).toBe(8));
    over.resolve();
    const outcomes = await settled;
    const refused = outcomes.flatMap((one): unknown[] =>
      one.status === 'rejected' ? [one.reason] : [],
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(refused).toEqual(Array(8).fill(expect.objectContaining({ code: 'POOL_EXHAUSTED' })));
    // The watch of the primary may be at work.
    await eventually(() => expect(database.primary().checkedOut).toBe(0));
  });
});
