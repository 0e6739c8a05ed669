import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres, type EmbeddedReplica } from '@strata/embedded-postgres';
import { testVariable } from './environment';
import { withClient } from './database-url';
import { eventually } from './eventually';

const run = promisify(execFile);

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
    const postmaster = Number(
      (await readFile(join(this.dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0],
    );
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
    const processes = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
    const children = processes.filter(([, parent]) => parent === postmaster).map(([pid]) => pid);
    for (const pid of [postmaster, ...children]) sendSignal(pid, name);
  }
}

/** A child may have ended since it was listed. */
function sendSignal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, name);
  } catch (error) {
    // Not `instanceof Error`: Node's own errors are of another realm in a test.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
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
    caughtUp: () => caughtUp(primary, replicas),
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

async function caughtUp(primary: ClusterServer, replicas: readonly ClusterServer[]): Promise<void> {
  const lsn = await withClient(primary.url, async (client) => {
    const { rows } = await client.query<{ lsn: string }>(
      'SELECT pg_current_wal_flush_lsn()::text AS lsn',
    );
    return rows[0]?.lsn;
  });
  for (const { url } of replicas) {
    await eventually(() =>
      withClient(url, async (client) => {
        const sql = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS replayed';
        const { rows } = await client.query(sql, [lsn]);
        expect(rows).toEqual([{ replayed: true }]);
      }),
    );
  }
}
