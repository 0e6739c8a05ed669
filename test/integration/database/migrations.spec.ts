import { cp, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { eventually } from '../../support/eventually';
import { useMigrationFolder } from './migration-folder';

const PRODUCT = resolve(__dirname, '../../../database/migrations');

const CATALOGUE = `
  SELECT 'column' AS kind, table_schema || '.' || table_name || '.' || column_name AS name, data_type AS detail
  FROM information_schema.columns WHERE table_schema IN ('auth', 'production', 'projects')
  UNION ALL
  SELECT 'index', schemaname || '.' || indexname, indexdef
  FROM pg_indexes WHERE schemaname IN ('auth', 'production', 'projects')
  ORDER BY kind, name`;

/** Sessions that hold the lock of a migrator. */
const LOCK_HOLDERS = `
  SELECT pid FROM pg_locks
  WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

describe('Migrations', () => {
  const folder = useMigrationFolder();

  const states = async (): Promise<string[]> =>
    (await folder().migrator().status()).map(({ version, state }) => `${version} ${state}`);

  describe('of the product', () => {
    beforeEach(async () => {
      await cp(PRODUCT, folder().directory, { recursive: true });
    });

    it('are applied once, whoever and how many try at the same time', async () => {
      const files = (await readdir(PRODUCT)).filter((name) => !name.endsWith('_rollback.sql'));
      const applied = await Promise.all([1, 2, 3, 4].map(() => folder().migrator().up()));
      const names = files.sort().map((name) => name.replace('.sql', ''));
      expect(applied.sort((left, right) => right.length - left.length)).toEqual([
        names,
        [],
        [],
        [],
      ]);
      await expect(folder().migrator().pending()).resolves.toEqual([]);
    });

    it('come out the same after they were rolled back and applied again', async () => {
      const names = await folder().migrator().up();
      const before = await folder().rows(CATALOGUE);
      await expect(folder().migrator().rollback({ steps: names.length })).resolves.toEqual(
        names.toReversed(),
      );
      await expect(folder().rows(CATALOGUE)).resolves.toEqual([]);
      await folder().migrator().up();
      await expect(folder().rows(CATALOGUE)).resolves.toEqual(before);
      expect(before.length).toBeGreaterThan(0);
    });

    it('may be applied over what psql has applied already', async () => {
      await folder().migrator().up();
      const before = await folder().rows(CATALOGUE);
      await folder().client.query('DROP TABLE public.strata_migrations');
      await folder().migrator().up();
      await expect(folder().rows(CATALOGUE)).resolves.toEqual(before);
    });
  });

  it('change nothing when only asked about', async () => {
    await folder().write({ '001_items.sql': 'CREATE TABLE items (id int)' });
    await expect(folder().migrator().pending()).resolves.toEqual(['001_items']);
    await expect(folder().migrator().recorded()).resolves.toMatchObject([{ state: 'pending' }]);
    await expect(folder().migrator().planUp()).resolves.toEqual([
      { name: '001_items', transactional: true, statements: ['CREATE TABLE items (id int)'] },
    ]);
    await expect(folder().migrator().planRollback()).resolves.toEqual([]);
    await expect(states()).resolves.toEqual(['1 pending']);
    await expect(
      folder().rows(`SELECT to_regclass('public.strata_migrations') AS t`),
    ).resolves.toEqual([{ t: null }]);
  });

  it('are refused when an applied file was edited, whether or not others are pending', async () => {
    await folder().write({ '001_items.sql': 'CREATE TABLE items (id int)' });
    await folder().migrator().up();
    await folder().write({ '001_items.sql': 'CREATE TABLE items (id bigint)' });
    await expect(states()).resolves.toEqual(['1 changed']);
    await expect(folder().migrator().up()).rejects.toThrow(
      'Edited after it was applied: 001_items',
    );
  });

  it('are applied as a whole or not at all, and say where they failed', async () => {
    await folder().write({
      '001_items.sql': 'CREATE TABLE items (id int);',
      '002_broken.sql': 'CREATE TABLE others (id int);\n\nSELECT nonsense;',
    });
    await expect(folder().migrator().up()).rejects.toThrow(
      '002_broken.sql, line 3: column "nonsense"',
    );
    await expect(states()).resolves.toEqual(['1 applied', '2 pending']);
    await expect(folder().rows(`SELECT to_regclass('others') AS t`)).resolves.toEqual([
      { t: null },
    ]);
  });

  it('are rolled back from the newest on, as many as asked', async () => {
    const step = (name: string): Record<string, string> => ({
      [`${name}.sql`]: `CREATE TABLE t_${name} (id int)`,
      [`${name}_rollback.sql`]: `DROP TABLE t_${name}`,
    });
    await folder().write({ ...step('001_a'), ...step('002_b'), ...step('003_c') });
    await folder().migrator().up();
    await expect(folder().migrator().planRollback({ steps: 2 })).resolves.toMatchObject([
      { name: '003_c', statements: ['DROP TABLE t_003_c'] },
      { name: '002_b', statements: ['DROP TABLE t_002_b'] },
    ]);
    await expect(folder().migrator().rollback()).resolves.toEqual(['003_c']);
    await expect(folder().migrator().rollback({ steps: 5 })).resolves.toEqual(['002_b', '001_a']);
    await expect(folder().migrator().rollback()).resolves.toEqual([]);
  });

  it('are not rolled back at all when one of the rollback files is missing', async () => {
    await folder().write({
      '001_a.sql': 'CREATE TABLE a (id int)',
      '002_b.sql': 'CREATE TABLE b (id int)',
      '002_b_rollback.sql': 'DROP TABLE b',
    });
    await folder().migrator().up();
    const attempt = folder().migrator().rollback({ steps: 2 });
    await expect(attempt).rejects.toThrow(
      '001_a cannot be rolled back: 001_a_rollback.sql is missing',
    );
    await expect(states()).resolves.toEqual(['1 applied', '2 applied']);
  });

  it('are not rolled back when asked for none', async () => {
    await expect(folder().migrator().rollback({ steps: 0 })).rejects.toThrow('at least 1');
  });

  it('find the settings of a new session, whatever the one before has set', async () => {
    await folder().write({
      '001_a.sql': 'CREATE SCHEMA elsewhere; SET search_path TO elsewhere;',
      '002_b.sql': 'CREATE TABLE here (id int);',
    });
    await folder().migrator().up();
    await expect(
      folder().rows(`SELECT to_regclass('public.here') IS NOT NULL AS t`),
    ).resolves.toEqual([{ t: true }]);
  });

  it('give up waiting for another process in time, and say so', async () => {
    await folder().write({ '001_items.sql': 'CREATE TABLE items (id int)' });
    // The lock of a migrator that is at work.
    await folder().client.query('SELECT pg_advisory_lock(8319098986543639917)');
    const attempt = folder().migrator({ lockWaitMs: 150 }).up();
    await expect(attempt).rejects.toThrow('Another process has been migrating this database');
  });

  it('do not wait for a lock for long, but try again until it is free', async () => {
    await folder().write({ '001_items.sql': 'CREATE TABLE items (id int)' });
    await folder().migrator().up();
    await folder().write({ '002_more.sql': 'ALTER TABLE items ADD COLUMN name text' });
    const other = await folder().connect();
    await other.query('BEGIN; LOCK TABLE items IN ACCESS EXCLUSIVE MODE');
    const hopeless = folder().migrator({ lockTimeoutMs: 10, lockAttempts: 2 }).up();
    await expect(hopeless).rejects.toThrow(
      '002_more.sql, line 1: canceling statement due to lock timeout',
    );
    const patient = folder().migrator({ lockTimeoutMs: 10 }).up();
    await eventually(() => expect(folder().rows(LOCK_HOLDERS)).resolves.toHaveLength(1));
    await other.query('COMMIT');
    await other.end();
    await expect(patient).resolves.toEqual(['002_more']);
  });
});
