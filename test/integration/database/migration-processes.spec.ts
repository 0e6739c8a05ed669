import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@strata/embedded-postgres';
import { Client } from 'pg';
import { withClient } from '../../support/database-url';
import { testVariable } from '../../support/environment';
import { eventually } from '../../support/eventually';
import { useMigrationFolder } from './migration-folder';

const HOOK = resolve(__dirname, '../../support/typescript-hook.js');
const SCRIPT = resolve(__dirname, 'migrator-process.ts');

const TABLE = `CREATE TABLE IF NOT EXISTS items (id int)`;
const INDEX = `-- strata: no transaction
  CREATE INDEX CONCURRENTLY IF NOT EXISTS items_id_idx ON items (id);`;

const INDEX_STATE = `SELECT indisvalid AS valid FROM pg_index
  WHERE indexrelid = to_regclass('public.items_id_idx')`;

/** The server process that builds the index, and waits for a transaction that began before. */
const BUILDER = `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
  AND application_name = 'strata-migrate' AND query LIKE 'CREATE%INDEX%' AND wait_event_type = 'Lock'`;

/** Since when a migrator has been waiting for a lock on a table. */
const WAITING = `SELECT query_start::text AS since FROM pg_stat_activity WHERE datname = current_database()
  AND application_name = 'strata-migrate' AND wait_event_type = 'Lock'`;

describe('Migrators in processes of their own', () => {
  const folder = useMigrationFolder();
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** What a process that migrates has applied, once it has ended. */
  function migrate(url = folder().testDatabase.url) {
    const child = spawn(process.execPath, ['-r', HOOK, SCRIPT, url, folder().directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const applied = text(child.stdout).then((json) => JSON.parse(json) as string[]);
    return { child, applied };
  }

  async function builderPid(client: Client): Promise<number> {
    return eventually(async () => {
      const [row] = (await client.query<{ pid: number }>(BUILDER)).rows;
      if (!row) throw new Error('nobody builds the index');
      return row.pid;
    });
  }

  async function writing(url: string): Promise<Client> {
    const writer = new Client({ connectionString: url });
    // Killing one process of the server ends all its sessions.
    writer.on('error', () => undefined);
    await writer.connect();
    await writer.query('BEGIN; INSERT INTO items VALUES (1)');
    return writer;
  }

  it('are four at once: one migrates, three wait and find nothing to do', async () => {
    await folder().write({
      '001_items.sql': `${TABLE}; SELECT pg_sleep(0.3)`,
      '002_index.sql': INDEX,
    });
    const runs = [1, 2, 3, 4].map(() => migrate().applied);
    const applied = await Promise.all(runs);
    expect(applied.filter((names) => names.length > 0)).toEqual([['001_items', '002_index']]);
    expect(applied).toHaveLength(4);
  });

  it('leave an invalid index and no lock when killed half-way, and the next one mends it', async () => {
    await folder().write({ '001_items.sql': TABLE });
    await folder().migrator().up();
    await folder().write({ '002_index.sql': INDEX });
    const writer = await writing(folder().testDatabase.url);
    const { child, applied } = migrate();
    const killed = expect(applied).rejects.toThrow();
    await builderPid(folder().client);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await killed;
    // The transaction goes on: nothing but the kill can have ended the build.
    await eventually(async () => expect((await folder().client.query(BUILDER)).rows).toEqual([]));
    await expect(folder().rows(INDEX_STATE)).resolves.toEqual([{ valid: false }]);
    await writer.query('COMMIT');
    await writer.end();
    await expect(folder().migrator({ lockWaitMs: 60_000 }).up()).resolves.toEqual(['002_index']);
    await expect(folder().rows(INDEX_STATE)).resolves.toEqual([{ valid: true }]);
  });

  describe('on a server of their own', () => {
    let server: EmbeddedPostgres;
    let dataDir: string;

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'strata-crash-'));
      server = await startEmbeddedPostgres({
        dataDir,
        rootDataParent: testVariable('TEST_RUN_DIR'),
        database: 'app',
      });
    });

    afterAll(async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    });

    it('mend the index that a crash of the server cut off', async () => {
      const url = server.connectionString;
      const migrator = () => folder().migrator({ connectionString: url });
      await folder().write({ '001_items.sql': TABLE });
      await migrator().up();
      await folder().write({ '002_index.sql': INDEX });
      const writer = await writing(url);
      const failed = expect(migrator().up()).rejects.toThrow('002_index.sql');
      process.kill(await withClient(url, builderPid), 'SIGKILL');
      await failed;
      await writer.end().catch(() => undefined);
      const recovered = () => withClient(url, (client) => client.query(INDEX_STATE));
      const { rows } = await eventually(recovered);
      expect(rows).toEqual([{ valid: false }]);
      await expect(migrator().up()).resolves.toEqual(['002_index']);
      expect((await recovered()).rows).toEqual([{ valid: true }]);
    });
  });

  it('let writers through while they wait for a lock, again and again', async () => {
    await folder().write({ '001_items.sql': TABLE });
    await folder().migrator().up();
    await folder().write({
      '002_more.sql': 'ALTER TABLE items ADD COLUMN IF NOT EXISTS name text',
    });
    const reader = await folder().connect();
    const watcher = await folder().connect();
    await reader.query('BEGIN; SELECT * FROM items');
    const applied = folder().migrator({ lockTimeoutMs: 50 }).up();
    const waits = new Set<string>();
    // Each write queues behind the migrator while it waits, and without a limit would until the reader ends.
    const writeAndLook = async () => {
      const write = folder().client.query('INSERT INTO items VALUES (2)');
      const { rows } = await watcher.query<{ since: string }>(WAITING);
      await write;
      for (const { since } of rows) waits.add(since);
      expect(waits.size).toBeGreaterThanOrEqual(3);
    };
    await eventually(writeAndLook, { intervalMs: 5 });
    await watcher.end();
    await reader.query('COMMIT');
    await reader.end();
    await expect(applied).resolves.toEqual(['002_more']);
  });
});
