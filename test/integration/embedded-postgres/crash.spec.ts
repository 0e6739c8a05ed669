import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgresOptions } from '@strata/embedded-postgres';
import { withClient } from '../../support/database-url';
import { eventually } from '../../support/eventually';
import { newOptions, quickOptions } from './folders';
import { OwnerProcess } from './owner-process';

async function postmasterPid(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

/** An owner that has had at least 50 rows acknowledged. */
async function writingOwner(options: EmbeddedPostgresOptions) {
  const owner = new OwnerProcess({ options, write: true });
  const { dataDir } = await owner.heard('ready');
  const enough = () => {
    if (owner.acknowledged.length < 50) throw new Error('too few rows are acknowledged');
  };
  await eventually(enough);
  return { owner, dataDir };
}

async function storedIds(options: EmbeddedPostgresOptions): Promise<number[]> {
  const server = await startEmbeddedPostgres(options);
  try {
    const { rows } = await withClient(server.connectionString, (client) =>
      client.query<{ id: number }>('SELECT id FROM acknowledged ORDER BY id'),
    );
    return rows.map(({ id }) => id);
  } finally {
    await server.stop();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('after kill -9 of the process that owns it', () => {
  it('starts again by itself, with every acknowledged row', async () => {
    const options = await newOptions();
    const { owner, dataDir } = await writingOwner(options);
    const leftover = await postmasterPid(dataDir);
    await owner.end('SIGKILL');
    expect(isAlive(leftover)).toBe(true);
    expect(await storedIds(options)).toEqual(expect.arrayContaining(owner.acknowledged));
    await eventually(() => expect(isAlive(leftover)).toBe(false));
  });

  it('recovers every acknowledged row when the server was killed too', async () => {
    const options = await newOptions();
    const { owner, dataDir } = await writingOwner(options);
    const leftover = await postmasterPid(dataDir);
    await owner.end('SIGKILL');
    process.kill(leftover, 'SIGKILL');
    expect(await storedIds(options)).toEqual(expect.arrayContaining(owner.acknowledged));
  });

  it('starts when its pid file names a process that is not its server', async () => {
    const options = await newOptions();
    const { owner, dataDir } = await writingOwner(options);
    const leftover = await postmasterPid(dataDir);
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    const content = await readFile(file, 'utf8');
    await owner.end('SIGKILL');
    process.kill(leftover, 'SIGKILL');
    await eventually(() => expect(isAlive(leftover)).toBe(false));
    await writeFile(file, content.replace(String(leftover), String(process.pid)));
    expect(await storedIds(options)).toEqual(expect.arrayContaining(owner.acknowledged));
  });

  it('makes a folder that was half initialised usable', async () => {
    const options = await newOptions();
    const owner = new OwnerProcess({ options });
    const initialising = async () => {
      const names = await readdir(options.rootDataParent ?? '', { recursive: true });
      expect(names.some((name) => /postgres\.new-\w+\/base$/.test(name))).toBe(true);
    };
    await eventually(initialising, { intervalMs: 5 });
    await owner.end('SIGKILL');

    const server = await startEmbeddedPostgres(options);
    try {
      expect(server.firstStart).toBe(true);
      const names = await readdir(server.dataDir);
      expect(names.filter((name) => name.includes('.new-'))).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it('ends a replica that was left running', async () => {
    const options = await newOptions();
    const first = await startEmbeddedPostgres(options);
    const replica = await first.startReplica();
    const pid = Number.parseInt(
      await readFile(join(replica.dataDir, 'postmaster.pid'), 'utf8'),
      10,
    );
    await forgetOwner(first.dataDir);
    const second = await startEmbeddedPostgres(options);
    try {
      await eventually(() => expect(isAlive(pid)).toBe(false));
      const slots = await withClient(second.connectionString, (client) =>
        client.query('SELECT FROM pg_replication_slots'),
      );
      expect(slots.rowCount).toBe(0);
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});

/** As if the owner had been killed: the process named is one that never was. */
async function forgetOwner(dataDir: string): Promise<void> {
  const name = (await readdir(dataDir)).find((entry) => /^owner-\d+\.json$/.test(entry)) ?? '';
  const record = { pid: process.pid, identity: 'an earlier boot:1' };
  await writeFile(join(dataDir, name), JSON.stringify(record));
}

describe('when the process that owns it ends', () => {
  it('can still be queried after Ctrl-C, until it is stopped', async () => {
    const owner = new OwnerProcess({ options: await quickOptions() });
    await owner.heard('ready');
    await owner.end('SIGINT');
    expect(await owner.heard('stopped')).toEqual({ kind: 'stopped' });
  });

  it('does not go on when the process forgot to stop it', async () => {
    const owner = new OwnerProcess({ options: await quickOptions(), leave: true });
    const { dataDir } = await owner.heard('ready');
    const noPidFile = async () =>
      expect(await readdir(join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
    await eventually(noPidFile);
  });
});
