import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgresOptions } from '@strata/embedded-postgres';
import { withClient } from '../../support/database-url';
import { newFolder, newOptions, quickOptions } from './folders';

async function setting(url: string, name: string): Promise<unknown> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ value: string }>('SELECT current_setting($1) AS value', [name]),
  );
  return rows[0]?.value;
}

describe('an embedded server', () => {
  it('keeps its rows from one start to the next', async () => {
    const options = await newOptions();
    const first = await startEmbeddedPostgres(options);
    expect(first.firstStart).toBe(true);
    await withClient(first.connectionString, (client) =>
      client.query('CREATE TABLE kept AS SELECT 42 AS answer'),
    );
    await first.stop();

    const second = await startEmbeddedPostgres(options);
    try {
      expect(second.firstStart).toBe(false);
      const { rows } = await withClient(second.connectionString, (client) =>
        client.query('SELECT answer FROM kept'),
      );
      expect(rows).toEqual([{ answer: 42 }]);
    } finally {
      await second.stop();
    }
  });

  it('is durable, listens on loopback alone, has no sockets, and asks for a password', async () => {
    const server = await startEmbeddedPostgres(await newOptions());
    try {
      const names = ['fsync', 'listen_addresses', 'unix_socket_directories', 'server_encoding'];
      const values = await Promise.all(names.map((name) => setting(server.connectionString, name)));
      expect(values).toEqual(['on', '127.0.0.1', '', 'UTF8']);
      const withoutPassword = new URL(server.connectionString);
      withoutPassword.password = 'wrong';
      await expect(setting(withoutPassword.toString(), 'fsync')).rejects.toMatchObject({
        code: '28P01',
      });
    } finally {
      await server.stop();
    }
  });

  it('keeps its password where only the caller can read it', async () => {
    const server = await startEmbeddedPostgres(await quickOptions());
    try {
      const file = join(server.dataDir, 'postgres-password');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(new URL(server.connectionString).password).toBe(await readFile(file, 'utf8'));
    } finally {
      await server.stop();
    }
  });

  it('takes settings, but not an address to listen on', async () => {
    const settings = { work_mem: '8MB', listen_addresses: '0.0.0.0' };
    const server = await startEmbeddedPostgres({ ...(await newOptions()), settings });
    try {
      await expect(setting(server.connectionString, 'work_mem')).resolves.toBe('8MB');
      await expect(setting(server.connectionString, 'listen_addresses')).resolves.toBe('127.0.0.1');
    } finally {
      await server.stop();
    }
  });

  it('names the setting that keeps it from starting', async () => {
    const settings = { work_mem: 'plenty' };
    const start = startEmbeddedPostgres({ ...(await newOptions()), settings });
    await expect(start).rejects.toMatchObject({
      code: 'EMBEDDED_START_FAILED',
      message: expect.stringContaining('work_mem') as string,
    });
  });

  it('refuses a port that is taken when it was asked for', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { port } = other.address() as AddressInfo;
      const start = startEmbeddedPostgres({ ...(await quickOptions()), port });
      await expect(start).rejects.toMatchObject({
        code: 'EMBEDDED_PORT_IN_USE',
        message: expect.stringContaining(String(port)) as string,
      });
    } finally {
      other.close();
    }
  });

  it('starts beside another one', async () => {
    const [one, two] = await Promise.all([quickOptions(), quickOptions()]);
    const servers = await Promise.all([startEmbeddedPostgres(one), startEmbeddedPostgres(two)]);
    try {
      const folders = await Promise.all(
        servers.map((server) => setting(server.connectionString, 'data_directory')),
      );
      expect(new Set(folders).size).toBe(2);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });

  it('can be started again by the same process after a failed start', async () => {
    const options = await quickOptions();
    const failing = startEmbeddedPostgres({ ...options, settings: { work_mem: 'plenty' } });
    await expect(failing).rejects.toMatchObject({ code: 'EMBEDDED_START_FAILED' });
    const server = await startEmbeddedPostgres(options);
    await server.stop();
  });

  it('stops once, however often it is asked to', async () => {
    const server = await startEmbeddedPostgres(await quickOptions());
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(await readdir(join(server.dataDir, 'postgres'))).not.toContain('postmaster.pid');
  });
});

describe('a folder with data that are not ours', () => {
  async function refusal(options: EmbeddedPostgresOptions) {
    return startEmbeddedPostgres(options).then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  it('is refused with advice when another major version wrote it', async () => {
    const options = await quickOptions();
    const server = await startEmbeddedPostgres(options);
    await server.stop();
    await writeFile(join(server.dataDir, 'postgres', 'PG_VERSION'), '15\n');
    expect(await refusal(options)).toMatchObject({
      code: 'EMBEDDED_VERSION_MISMATCH',
      message: expect.stringMatching(/PostgreSQL 15.*pg_dumpall.*DATABASE_URL/s) as string,
    });
  });

  it('is refused with advice when it is itself a data folder of another version', async () => {
    const dataDir = await newFolder();
    await writeFile(join(dataDir, 'PG_VERSION'), '16\n');
    expect(await refusal({ dataDir, rootDataParent: dataDir, database: 'app' })).toMatchObject({
      code: 'EMBEDDED_VERSION_MISMATCH',
    });
  });

  it('is refused when it is the data folder of another server', async () => {
    const dataDir = await newFolder();
    await writeFile(join(dataDir, 'PG_VERSION'), '18\n');
    expect(await refusal({ dataDir, rootDataParent: dataDir, database: 'app' })).toMatchObject({
      code: 'EMBEDDED_DATA_DIR_FOREIGN',
    });
  });

  it('is refused when a file is in its place', async () => {
    const parent = await newFolder();
    const dataDir = join(parent, 'file');
    await writeFile(dataDir, '');
    expect(await refusal({ dataDir, rootDataParent: parent, database: 'app' })).toMatchObject({
      code: 'EMBEDDED_DATA_DIR_UNUSABLE',
    });
  });
});
