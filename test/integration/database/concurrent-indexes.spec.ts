import { eventually } from '../../support/eventually';
import { useMigrationFolder } from './migration-folder';

const VALID_INDEXES = `
  SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid = 'items'::regclass AND i.indisvalid ORDER BY name`;

describe('Migrations outside a transaction', () => {
  const folder = useMigrationFolder();

  const migratorPid = async (): Promise<number> =>
    eventually(async () => {
      const found = await folder().client.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
           AND application_name = 'strata-migrate' AND query LIKE 'CREATE%INDEX%' AND wait_event_type = 'Lock'`,
      );
      const pid = found.rows[0]?.pid;
      if (pid === undefined) throw new Error('not waiting');
      return pid;
    });

  const INDEXES = `-- strata: no transaction
    CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS items_id_idx ON items (id);
    CREATE INDEX CONCURRENTLY IF NOT EXISTS items_name_idx ON public.items (name);`;

  beforeEach(async () => {
    await folder().write({
      '001_items.sql': `CREATE TABLE items (id int, name text); INSERT INTO items VALUES (1, 'a')`,
    });
    await folder().migrator().up();
    await folder().write({ '002_indexes.sql': INDEXES });
  });

  const VALID = [{ name: 'items_id_idx' }, { name: 'items_name_idx' }];

  it('build several indexes concurrently in one file', async () => {
    await folder().migrator().up();
    await expect(folder().rows(VALID_INDEXES)).resolves.toEqual(VALID);
  });

  it('say where they failed, and build the invalid index anew that was left behind', async () => {
    await folder().client.query(`INSERT INTO items VALUES (1, 'b')`);
    await expect(folder().migrator().up()).rejects.toThrow(
      '002_indexes.sql, line 2: could not create unique',
    );
    await expect(folder().rows(VALID_INDEXES)).resolves.toEqual([]);
    await folder().client.query(`DELETE FROM items WHERE name = 'b'`);
    await expect(folder().migrator().up()).resolves.toEqual(['002_indexes']);
    await expect(folder().rows(VALID_INDEXES)).resolves.toEqual(VALID);
  });

  it('go on after they were killed in the middle of an index', async () => {
    const writer = await folder().connect();
    await writer.query(`BEGIN; INSERT INTO items VALUES (2, 'b')`);
    const killed = expect(folder().migrator().up()).rejects.toThrow('002_indexes.sql');
    await folder().client.query('SELECT pg_terminate_backend($1)', [await migratorPid()]);
    await killed;
    await writer.query('COMMIT');
    await writer.end();
    await expect(folder().migrator().up()).resolves.toEqual(['002_indexes']);
    await expect(folder().rows(VALID_INDEXES)).resolves.toEqual(VALID);
  });

  it('wait for transactions that are under way, while others can write', async () => {
    const writer = await folder().connect();
    await writer.query(`BEGIN; INSERT INTO items VALUES (2, 'b')`);
    const applied = folder().migrator({ lockTimeoutMs: 10 }).up();
    await migratorPid();
    await folder().client.query(`INSERT INTO items VALUES (3, 'c')`);
    await writer.query('COMMIT');
    await writer.end();
    await expect(applied).resolves.toEqual(['002_indexes']);
  });
});
