import { withClient } from '../../support/database-url';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { waitForReplica } from '../../support/wait-for-replica';

describe('createTestDatabase', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    await database.drop();
  });

  it('has every migration applied', async () => {
    const result = await withClient(database.url, (client) =>
      client.query("SELECT to_regclass('production.daily_stats') IS NOT NULL AS migrated"),
    );
    expect(result.rows).toEqual([{ migrated: true }]);
  });

  it('shows on the replica what was written to the primary, once it is waited for', async () => {
    await withClient(database.url, (client) =>
      client.query("INSERT INTO auth.users (id, email, display_name) VALUES ('a', 'a@x.org', 'A')"),
    );
    await waitForReplica();
    const found = await withClient(database.replicaUrl, (client) =>
      client.query('SELECT id, pg_is_in_recovery() AS replica FROM auth.users'),
    );
    expect(found.rows).toEqual([{ id: 'a', replica: true }]);
  });

  it('does not show one test file the rows of another', async () => {
    const other = await createTestDatabase();
    try {
      const found = await withClient(other.url, (client) => client.query('SELECT FROM auth.users'));
      expect(found.rowCount).toBe(0);
    } finally {
      await other.drop();
    }
  });

  it('makes an empty database when no migrations are wanted', async () => {
    const empty = await createTestDatabase({ migrated: false });
    try {
      const found = await withClient(empty.url, (client) =>
        client.query("SELECT FROM pg_namespace WHERE nspname = 'auth'"),
      );
      expect(found.rowCount).toBe(0);
    } finally {
      await empty.drop();
    }
  });

  it('is gone after drop, even with sessions open', async () => {
    const dropped = await createTestDatabase();
    await withClient(dropped.url, async (client) => {
      client.on('error', () => undefined);
      await dropped.drop();
    });
    await expect(withClient(dropped.url, (client) => client.query('SELECT 1'))).rejects.toThrow(
      'does not exist',
    );
  });
});
