import type { ConnectionLimitEvent } from '@strata/database';
import { withClient } from '../../support/database-url';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase } from './running-database';

describe('The check at start', () => {
  let testDatabase: TestDatabase;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  afterAll(() => testDatabase.drop());

  const checked = async (url: string, processes: number): Promise<ConnectionLimitEvent[]> => {
    const limits: ConnectionLimitEvent[] = [];
    const running = await startDatabase(
      { url, processes, pool: { size: 1, maxOverflow: 9 } },
      (events) => events.on('connection_limit', (limit) => limits.push(limit)),
    );
    await running.stop();
    return limits;
  };

  const shown = async (setting: string): Promise<number> => {
    const sql = 'SELECT current_setting($1)::int AS value';
    const { rows } = await withClient(testDatabase.url, (client) =>
      client.query<{ value: number }>(sql, [setting]),
    );
    return rows[0]?.value ?? 0;
  };

  it('compares what all processes may ask for with what the server allows', async () => {
    const maxConnections = await shown('max_connections');
    const reserved =
      (await shown('superuser_reserved_connections')) + (await shown('reserved_connections'));
    await expect(checked(testDatabase.url, 7)).resolves.toEqual([
      {
        server: 'primary',
        wanted: 70,
        available: maxConnections - reserved,
        maxConnections,
        reserved,
      },
    ]);
  });

  it('counts the limit of the user', async () => {
    const role = `limited_${process.pid}`;
    await withClient(testDatabase.url, (client) =>
      client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x' CONNECTION LIMIT 5`),
    );
    const url = new URL(testDatabase.url);
    url.username = role;
    url.password = 'x';
    await expect(checked(url.toString(), 1)).resolves.toMatchObject([{ available: 5, wanted: 10 }]);
    await withClient(testDatabase.url, (client) => client.query(`DROP ROLE ${role}`));
  });
});
