import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useMigrationFolder } from './migration-folder';

const SHADOWS = `SELECT datname FROM pg_database
  WHERE datname = 'strata_shadow_' || (SELECT oid FROM pg_database WHERE datname = current_database())`;

const ROLES = `SELECT rolname FROM pg_roles WHERE rolname = 'strata_test_outside'`;

describe('What psql did to the schema', () => {
  const folder = useMigrationFolder();

  const states = async (): Promise<string[]> =>
    (await folder().migrator().status()).map(({ version, state }) => `${version} ${state}`);

  /** As psql does: every statement by itself, and each counts at once. */
  async function psql(...fileNames: string[]): Promise<void> {
    for (const fileName of fileNames) {
      const sql = await readFile(join(folder().directory, fileName), 'utf8');
      for (const statement of sql.split(/;\s*$/m)) await folder().client.query(statement);
    }
  }

  beforeEach(() =>
    folder().write({
      '001_items.sql': `CREATE SCHEMA IF NOT EXISTS shop;
        CREATE TABLE IF NOT EXISTS shop.items (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x');`,
      '001_items_rollback.sql': 'DROP TABLE IF EXISTS shop.items;\nDROP SCHEMA IF EXISTS shop;',
      '002_names.sql': `-- strata: no transaction
        CREATE INDEX CONCURRENTLY IF NOT EXISTS items_name_idx ON shop.items (name);
        CREATE INDEX CONCURRENTLY IF NOT EXISTS items_long_idx ON shop.items (id) WHERE name <> 'x';`,
      '002_names_rollback.sql': `-- strata: no transaction
        DROP INDEX CONCURRENTLY IF EXISTS shop.items_long_idx;
        DROP INDEX CONCURRENTLY IF EXISTS shop.items_name_idx;`,
    }),
  );

  it('is recognised by status, and adopted on request', async () => {
    await psql('001_items.sql');
    await expect(states()).resolves.toEqual(['1 unrecorded', '2 pending']);
    await psql('002_names.sql');
    await expect(states()).resolves.toEqual(['1 unrecorded', '2 unrecorded']);
    await expect(folder().migrator().pending()).resolves.toHaveLength(2);
    await expect(folder().migrator().adopt()).resolves.toEqual({
      recorded: ['001_items', '002_names'],
      removed: [],
    });
    await expect(states()).resolves.toEqual(['1 applied', '2 applied']);
    await expect(folder().migrator().up()).resolves.toEqual([]);
  });

  it('is recognised by way of a URL that has its host among the parameters', async () => {
    await psql('001_items.sql');
    const { username, password, hostname, port, pathname } = new URL(folder().testDatabase.url);
    const where = new URLSearchParams({ host: hostname, port });
    const connectionString = `postgres://${username}:${password}@${pathname}?${where.toString()}`;
    const status = await folder().migrator({ connectionString }).status();
    expect(status.map(({ state }) => state)).toEqual(['unrecorded', 'pending']);
  });

  it('is recognised when it was a rollback', async () => {
    await folder().migrator().up();
    await psql('002_names_rollback.sql');
    await expect(states()).resolves.toEqual(['1 applied', '2 undone']);
    await expect(folder().migrator().adopt()).resolves.toEqual({
      recorded: [],
      removed: ['002_names'],
    });
    await expect(states()).resolves.toEqual(['1 applied', '2 pending']);
    await expect(folder().migrator().up()).resolves.toEqual(['002_names']);
  });

  it.each([
    ['a column is missing', 'ALTER TABLE shop.items DROP COLUMN name CASCADE'],
    ['a column has another type', 'ALTER TABLE shop.items ALTER name TYPE varchar(9)'],
    ['a column lacks its default', 'ALTER TABLE shop.items ALTER name DROP DEFAULT'],
    ['a column may be null', 'ALTER TABLE shop.items ALTER name DROP NOT NULL'],
    ['the primary key is missing', 'ALTER TABLE shop.items DROP CONSTRAINT items_pkey'],
  ])('does not count as applied where %s', async (_what, change) => {
    await psql('001_items.sql');
    await folder().client.query(change);
    await expect(states()).resolves.toEqual(['1 pending', '2 pending']);
    await expect(folder().migrator().adopt()).resolves.toEqual({ recorded: [], removed: [] });
  });

  it.each([
    ['stopped half-way', 'DROP INDEX shop.items_long_idx'],
    [
      'has built another index of that name',
      'DROP INDEX shop.items_long_idx; CREATE INDEX items_long_idx ON shop.items (id)',
    ],
    [
      'left an index invalid',
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop.items_long_idx'::regclass`,
    ],
  ])('does not count as applied where it %s', async (_what, change) => {
    await psql('001_items.sql', '002_names.sql');
    await folder().client.query(change);
    await expect(states()).resolves.toEqual(['1 unrecorded', '2 pending']);
  });

  it('is recognised whatever else people have added to the schema', async () => {
    await psql('001_items.sql', '002_names.sql');
    await folder().client.query(
      'ALTER TABLE shop.items ADD COLUMN note text; CREATE INDEX ON shop.items (note)',
    );
    await expect(states()).resolves.toEqual(['1 unrecorded', '2 unrecorded']);
  });

  it('is recognised when a later migration has changed it further', async () => {
    await folder().write({
      '003_rename.sql': `ALTER TABLE shop.items ALTER COLUMN name SET DEFAULT 'y';
        DROP INDEX IF EXISTS shop.items_long_idx;`,
    });
    await psql('001_items.sql', '002_names.sql', '003_rename.sql');
    await expect(states()).resolves.toEqual(['1 unrecorded', '2 unrecorded', '3 unrecorded']);
  });

  it('is never taken for done where it changes rows, of which the schema shows nothing', async () => {
    await folder().write({
      '003_backfill.sql': `ALTER TABLE shop.items ADD COLUMN IF NOT EXISTS size int;
        UPDATE shop.items SET size = 1 WHERE size IS NULL;`,
    });
    await psql('001_items.sql', '002_names.sql', '003_backfill.sql');
    await expect(states()).resolves.toEqual(['1 unrecorded', '2 unrecorded', '3 pending']);
  });

  it('is compared without changing the database or leaving anything beside it', async () => {
    await expect(states()).resolves.toEqual(['1 pending', '2 pending']);
    await expect(
      folder().rows(
        `SELECT to_regclass('public.strata_migrations') AS t, to_regnamespace('shop') AS s`,
      ),
    ).resolves.toEqual([{ t: null, s: null }]);
    await expect(folder().rows(SHADOWS)).resolves.toEqual([]);
  });

  it('is not looked for where trying a file would reach outside the database', async () => {
    await folder().write({ '003_role.sql': 'CREATE ROLE strata_test_outside' });
    await psql('001_items.sql');
    const said: string[] = [];
    const status = await folder()
      .migrator({ onProgress: (message) => said.push(message) })
      .status();
    expect(status.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']);
    expect(said.join()).toContain('003_role.sql changes what lies outside the database');
    await expect(folder().migrator().adopt()).rejects.toThrow('003_role.sql');
    await expect(folder().rows(ROLES)).resolves.toEqual([]);
  });

  it('goes by the record where the user may not create a database, and says so', async () => {
    await psql('001_items.sql');
    const url = new URL(folder().testDatabase.url);
    const role = `reader_${url.pathname.slice(-12)}`;
    await folder().client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
    [url.username, url.password] = [role, 'secret'];
    try {
      const said: string[] = [];
      const onProgress = (message: string) => said.push(message);
      const migrator = folder().migrator({ connectionString: url.toString(), onProgress });
      expect((await migrator.status()).map(({ state }) => state)).toEqual(['pending', 'pending']);
      expect(said).toEqual(['The schema was not compared: permission denied to create database']);
    } finally {
      await folder().client.query(`DROP ROLE ${role}`);
    }
  });

  it('may be compared by several at once', async () => {
    await psql('001_items.sql');
    const all = await Promise.all([states(), states(), states()]);
    expect(all).toEqual(Array(3).fill(['1 unrecorded', '2 pending']));
  });
});
