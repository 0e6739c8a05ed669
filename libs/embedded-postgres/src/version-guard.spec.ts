import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerFolder } from './server-folder';
import { refuseForeignData } from './version-guard';

describe('refuseForeignData', () => {
  let path: string;
  let folder: ServerFolder;

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'version-guard-'));
    await mkdir(join(path, 'postgres'));
    folder = {
      path,
      requested: path,
      cluster: join(path, 'postgres'),
      passwordFile: join(path, 'postgres-password'),
      logFile: join(path, 'postgres.log'),
    };
  });

  afterEach(async () => {
    await rm(path, { recursive: true });
  });

  it('lets an empty folder pass', async () => {
    await expect(refuseForeignData(folder, '18')).resolves.toBeUndefined();
  });

  it('lets data of the same major version pass', async () => {
    await writeFile(join(folder.cluster, 'PG_VERSION'), '18\n');
    await expect(refuseForeignData(folder, '18')).resolves.toBeUndefined();
  });

  it.each(['15', '19'])('refuses data of version %s, saying what can be done', async (version) => {
    await writeFile(join(folder.cluster, 'PG_VERSION'), `${version}\n`);
    await expect(refuseForeignData(folder, '18')).rejects.toMatchObject({
      code: 'EMBEDDED_VERSION_MISMATCH',
      message: expect.stringMatching(/pg_dumpall.*move the folder away.*DATABASE_URL/) as string,
    });
  });

  it('refuses a folder that is the cluster of another server', async () => {
    await writeFile(join(path, 'PG_VERSION'), '18\n');
    await expect(refuseForeignData(folder, '18')).rejects.toMatchObject({
      code: 'EMBEDDED_DATA_DIR_FOREIGN',
    });
  });
});
