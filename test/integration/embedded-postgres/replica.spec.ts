import { access } from 'node:fs/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@strata/embedded-postgres';
import { withClient } from '../../support/database-url';
import { eventually } from '../../support/eventually';
import { quickOptions } from './folders';

describe('a replica of an embedded server', () => {
  let primary: EmbeddedPostgres;

  beforeAll(async () => {
    primary = await startEmbeddedPostgres(await quickOptions());
    await withClient(primary.connectionString, (client) =>
      client.query('CREATE TABLE numbers AS SELECT 1 AS number'),
    );
  });

  afterAll(async () => {
    await primary.stop();
  });

  async function numbersAt(url: string): Promise<number[]> {
    const { rows } = await withClient(url, (client) =>
      client.query<{ number: number }>('SELECT number FROM numbers ORDER BY number'),
    );
    return rows.map(({ number }) => number);
  }

  it('has what was written before it was made, and follows what is written later', async () => {
    const replica = await primary.startReplica({ name: 'follower' });
    try {
      expect(await numbersAt(replica.connectionString)).toEqual([1]);
      await withClient(primary.connectionString, (client) =>
        client.query('INSERT INTO numbers VALUES (2)'),
      );
      await eventually(async () =>
        expect(await numbersAt(replica.connectionString)).toEqual([1, 2]),
      );
    } finally {
      await replica.stop();
    }
  });

  it('is read-only', async () => {
    const replica = await primary.startReplica({ name: 'readonly' });
    try {
      const write = withClient(replica.connectionString, (client) =>
        client.query('DELETE FROM numbers'),
      );
      await expect(write).rejects.toMatchObject({ code: '25006' });
    } finally {
      await replica.stop();
    }
  });

  it('can be stopped and made anew under the same name, and leaves no folder', async () => {
    const first = await primary.startReplica({ name: 'again' });
    await first.stop();
    await expect(access(first.dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
    const second = await primary.startReplica({ name: 'again' });
    await expect(primary.startReplica({ name: 'again' })).rejects.toThrow('runs already');
    await second.stop();
  });

  it('runs beside another replica', async () => {
    const replicas = await Promise.all([
      primary.startReplica({ name: 'left' }),
      primary.startReplica({ name: 'right' }),
    ]);
    await eventually(async () => {
      const { rows } = await withClient(primary.connectionString, (client) =>
        client.query('SELECT application_name AS name FROM pg_stat_replication ORDER BY name'),
      );
      expect(rows).toEqual([{ name: 'replica_left' }, { name: 'replica_right' }]);
    });
    await Promise.all(replicas.map((replica) => replica.stop()));
  });

  it('ends with its primary', async () => {
    const other = await startEmbeddedPostgres(await quickOptions());
    const replica = await other.startReplica();
    await other.stop();
    await expect(withClient(replica.connectionString, () => Promise.resolve())).rejects.toThrow();
  });
});
