import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMigrations } from './migration-directory';

describe('readMigrations', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'strata-migrations-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  async function write(files: Record<string, string>): Promise<void> {
    const entries = Object.entries(files);
    await Promise.all(entries.map(([name, sql]) => writeFile(join(directory, name), sql)));
  }

  it('reads migrations with their rollbacks in the order of their numbers', async () => {
    await write({
      '010_late.sql': 'SELECT 10',
      '002_early.sql': 'SELECT 2',
      '002_early_rollback.sql': 'SELECT -2',
      'README.md': 'no SQL',
    });
    const migrations = await readMigrations(directory);
    expect(migrations.map(({ version, name }) => [version, name])).toEqual([
      [2, 'early'],
      [10, 'late'],
    ]);
    expect(migrations.map(({ down }) => down?.sql)).toEqual(['SELECT -2', undefined]);
  });

  it('has the same checksum whatever line ends the checkout has', async () => {
    await write({
      '001_a.sql': 'SELECT 1;\nSELECT 2;\n',
      '002_b.sql': 'SELECT 1;\r\nSELECT 2;\r\n',
    });
    const [unix, windows] = await readMigrations(directory);
    expect(windows?.up.checksum).toBe(unix?.up.checksum);
  });

  it('runs a file without a transaction only when its first line says so', async () => {
    await write({
      '001_a.sql': '-- strata: no transaction\nSELECT 1;',
      '002_b.sql': 'SELECT 1; -- strata: no transaction',
    });
    const migrations = await readMigrations(directory);
    expect(migrations.map(({ up }) => up.transactional)).toEqual([false, true]);
  });

  it.each([
    ['a name without a number', { 'users.sql': '' }, 'users.sql is not named like a migration'],
    ['capital letters', { '001_Users.sql': '' }, '001_Users.sql is not named like a migration'],
    ['a number used twice', { '001_a.sql': '', '0001_b.sql': '' }, 'have the same number'],
    [
      'a rollback of nothing',
      { '001_a_rollback.sql': '' },
      '001_a_rollback.sql rolls back nothing',
    ],
    ['its own COMMIT', { '001_a.sql': 'SELECT 1;\nCOMMIT;' }, '001_a.sql, line 2'],
  ])('refuses %s', async (_what, files, message) => {
    await write(files);
    await expect(readMigrations(directory)).rejects.toThrow(message);
  });

  it('names the folder that cannot be read', async () => {
    const missing = join(directory, 'missing');
    await expect(readMigrations(missing)).rejects.toThrow(`${missing} cannot be read`);
  });
});
