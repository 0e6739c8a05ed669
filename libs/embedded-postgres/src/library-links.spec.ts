import { mkdir, mkdtemp, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureLibraryLinks } from './library-links';

describe('ensureLibraryLinks', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'library-links-'));
    await mkdir(join(folder, 'lib'));
    const links = [
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
    ];
    await writeFile(join(folder, 'pg-symlinks.json'), JSON.stringify(links));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('makes the links that are missing and keeps those that are there, wherever the folder lies', async () => {
    await symlink('elsewhere', join(folder, 'lib', 'libpq.so'));
    expect(await ensureLibraryLinks(folder)).toBe(true);
    expect(await readlink(join(folder, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
    expect(await readlink(join(folder, 'lib', 'libpq.so'))).toBe('elsewhere');
  });

  it('has nothing to do for binaries without a list of links', async () => {
    await rm(join(folder, 'pg-symlinks.json'));
    expect(await ensureLibraryLinks(folder)).toBe(true);
  });
});
