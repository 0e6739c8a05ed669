import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedReplica } from '@strata/embedded-postgres';
import { testVariable } from './environment';
import { withClient } from './database-url';
import { eventually } from './eventually';
import { signalPostgres } from './signal-postgres';
import { waitForReplay } from './wait-for-replica';

/** A server of a test's own, which the test may harm. */
export class ClusterServer {
  constructor(
    readonly url: string,
    readonly dataDir: string,
  ) {}

  async sql(text: string): Promise<void> {
    await withClient(this.url, (client) => client.query(text));
  }

  /** Stops every process of it where it stands: connections stay open, and nothing answers. */
  async freeze(): Promise<void> {
    await this.signal('SIGSTOP');
  }

  async thaw(): Promise<void> {
    await this.signal('SIGCONT');
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.signal('SIGKILL');
  }

  /** Replays nothing until {@link resumeReplay}: its data stay as they are. */
  async pauseReplay(): Promise<void> {
    await this.sql('SELECT pg_wal_replay_pause()');
    await eventually(() =>
      withClient(this.url, async (client) => {
        const { rows } = await client.query('SELECT pg_get_wal_replay_pause_state() AS state');
        expect(rows).toEqual([{ state: 'paused' }]);
      }),
    );
  }

  async resumeReplay(): Promise<void> {
    await this.sql('SELECT pg_wal_replay_resume()');
  }

  async signal(name: NodeJS.Signals): Promise<void> {
    await signalPostgres(this.dataDir, name);
  }
}

/** A primary and two streaming replicas that no other test file uses. */
export interface PostgresCluster {
  readonly primary: ClusterServer;
  readonly replicas: readonly [ClusterServer, ClusterServer];
  /** Waits until both replicas show everything that is committed now. */
  caughtUp(): Promise<void>;
  /** Ends the servers, frozen ones too, and removes their data. */
  stop(): Promise<void>;
}

export async function startPostgresCluster(): Promise<PostgresCluster> {
  const parent = testVariable('TEST_RUN_DIR');
  const dataDir = join(parent, `cluster-${randomBytes(4).toString('hex')}`);
  const embedded = await startEmbeddedPostgres({
    dataDir,
    rootDataParent: parent,
    database: 'app',
    settings: { fsync: 'off', max_connections: '200' },
  });
  const started = await Promise.all(['1', '2'].map((name) => embedded.startReplica({ name })));
  const [first, second] = started.map(serverOf);
  if (first === undefined || second === undefined) throw new Error('no replicas');
  const primary = new ClusterServer(embedded.connectionString, join(embedded.dataDir, 'postgres'));
  const replicas = [first, second] as const;
  return {
    primary,
    replicas,
    caughtUp: async () => {
      for (const { url } of replicas) await waitForReplay(primary.url, url);
    },
    stop: async () => {
      for (const server of [primary, ...replicas]) await server.thaw().catch(() => undefined);
      await embedded.stop();
      for (const folder of [dataDir, embedded.dataDir])
        await rm(folder, { recursive: true, force: true });
    },
  };
}

function serverOf({ connectionString, dataDir }: EmbeddedReplica): ClusterServer {
  return new ClusterServer(connectionString, dataDir);
}
