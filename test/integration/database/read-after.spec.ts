import type { ReadConsistency } from '@strata/database';
import { laterPosition } from '@strata/database';
import { withClient } from '../../support/database-url';
import { eventually } from '../../support/eventually';
import {
  startPostgresCluster,
  type ClusterServer,
  type PostgresCluster,
} from '../../support/postgres-cluster';
import { startDatabase, type RunningDatabase } from './running-database';

const LAG_MS = 300;
const ATTEMPTS = 100;

describe('Reads that must see a position', () => {
  let cluster: PostgresCluster;
  let running: RunningDatabase;
  let reads: Record<string, number>;
  let consistency: ReadConsistency | undefined;

  beforeAll(async () => {
    cluster = await startPostgresCluster();
    await cluster.primary.sql('CREATE TABLE counter (n integer NOT NULL)');
    await cluster.primary.sql('INSERT INTO counter VALUES (0)');
    await cluster.caughtUp();
    running = await startDatabase({
      url: cluster.primary.url,
      readUrls: cluster.replicas.map(({ url }) => url),
      pool: { size: 4, maxOverflow: 4 },
      consistency: () => consistency,
    });
  });

  afterAll(async () => {
    await running.stop();
    await cluster.stop();
  });

  beforeEach(async () => {
    consistency = undefined;
    await lag(0);
    await cluster.caughtUp();
    reads = {};
  });

  const lag = async (ms: number): Promise<void> => {
    for (const replica of cluster.replicas) {
      await replica.sql(`ALTER SYSTEM SET recovery_min_apply_delay = '${ms}ms'`);
      await replica.sql('SELECT pg_reload_conf()');
    }
  };

  const increment = (): Promise<unknown> =>
    running.database.write((manager) => manager.query('UPDATE counter SET n = n + 1'));

  /** The counter, by the server that answers. */
  const read = async (): Promise<{ n: number; fromReplica: boolean }> => {
    const [row] = await running.database.read((manager) =>
      manager.query<{ n: number; fromReplica: boolean }[]>(
        'SELECT n, pg_is_in_recovery() AS "fromReplica" FROM counter',
      ),
    );
    if (row === undefined) throw new Error('no row');
    const server = row.fromReplica ? 'replica' : 'primary';
    reads[server] = (reads[server] ?? 0) + 1;
    return row;
  };

  /** The counter as one server has it. */
  const shownBy = ({ url }: ClusterServer): Promise<number | undefined> =>
    withClient(url, async (client) => {
      const { rows } = await client.query<{ n: number }>('SELECT n FROM counter');
      return rows[0]?.n;
    });

  const readAfter = async (position: string) => running.database.readAfter([position], read);

  it('are never stale while replicas lag, and other reads still come from replicas', async () => {
    await lag(LAG_MS);
    let stale = 0;
    let staleWithout = 0;
    const { n: start } = await running.database.readAfter(
      [await running.database.position()],
      read,
    );
    reads = {};
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      await increment();
      if ((await readAfter(await running.database.position())).n !== start + attempt) stale += 1;
    }
    const byWriter = reads;
    reads = {};
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      await increment();
      const { n } = await read();
      if (n !== start + ATTEMPTS + attempt) staleWithout += 1;
    }
    expect(stale).toBe(0);
    // Where this machine stalls for longer than the lag, a replica has caught up.
    expect(byWriter.primary).toBeGreaterThan(0);
    expect(staleWithout).toBeGreaterThan(0);
    expect(reads).toEqual({ replica: ATTEMPTS });
  });

  it('come from a replica once it has replayed that far', async () => {
    await increment();
    const position = await running.database.position();
    await cluster.primary.sql('SELECT txid_current()');
    await cluster.caughtUp();
    for (let count = 0; count < 10; count += 1) await readAfter(position);
    expect(reads).toEqual({ replica: 10 });
  });

  it.each(['9:0/1', '0:0/0', 'not a position', ''])(
    'come from the primary when the position is "%s"',
    async (position) => {
      await readAfter(position);
      expect(reads).toEqual({ primary: 1 });
    },
  );

  it('must see the positions of every call around them', async () => {
    const position = await running.database.position();
    const { database } = running;
    await database.readAfter(['9:0/1'], () => database.readAfter([position], read));
    expect(reads).toEqual({ primary: 1 });
  });

  it('come from the primary when everything is required', async () => {
    consistency = { required: () => 'everything' };
    await read();
    expect(reads).toEqual({ primary: 1 });
  });

  it('never go back in time when each tells what the next must see', async () => {
    const [first, second] = cluster.replicas;
    let required: string[] = [];
    consistency = {
      required: () => required,
      seen: (position) => {
        required = [required.reduce(laterPosition, position)];
      },
    };
    await first.pauseReplay();
    await increment();
    await cluster.primary.sql('SELECT txid_current()');
    const newest = (await shownBy(cluster.primary)) ?? 0;
    await eventually(async () => expect(await shownBy(second)).toBe(newest));
    let last = 0;
    for (let count = 0; count < 40; count += 1) {
      const { n } = await read();
      expect(n).toBeGreaterThanOrEqual(last);
      last = n;
    }
    expect(last).toBe(newest);
    expect(await shownBy(first)).toBeLessThan(newest);
    await first.resumeReplay();
  });
});
