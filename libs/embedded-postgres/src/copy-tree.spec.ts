import { mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTree } from './copy-tree';

describe('copyTree', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'copy-tree-'));
    await mkdir(join(folder, 'from', 'below'), { recursive: true });
    await writeFile(join(folder, 'from', 'below', 'wanted'), 'content', { mode: 0o600 });
    await writeFile(join(folder, 'from', 'below', 'unwanted'), '');
    await symlink('wanted', join(folder, 'from', 'below', 'link'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('copies what is wanted, with the modes asked for whatever the umask', async () => {
    const umask = process.umask(0o077);
    try {
      await copyTree(join(folder, 'from'), join(folder, 'to'), {
        include: (path) => path !== join('below', 'unwanted'),
        directoryMode: 0o755,
        fileMode: 0o644,
        owner: undefined,
      });
    } finally {
      process.umask(umask);
    }
    const below = join(folder, 'to', 'below');
    expect(await readFile(join(below, 'wanted'), 'utf8')).toBe('content');
    expect(await readlink(join(below, 'link'))).toBe('wanted');
    await expect(stat(join(below, 'unwanted'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await stat(below)).mode & 0o777).toBe(0o755);
    expect((await stat(join(below, 'wanted'))).mode & 0o777).toBe(0o644);
  });
});
