import pino from 'pino';
import { configOf } from '../../apps/api/src/app.config';
import { startService, type Service } from '../../apps/api/src/service';
import { bearer, TEST_JWT_SECRET } from '../support/app';
import { withClient } from '../support/database-url';
import { PgBouncer } from '../support/pgbouncer';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { eventually } from '../support/eventually';
import { waitForReplica } from '../support/wait-for-replica';

/** A port on which nobody listens: it needs root to be taken. */
const REFUSING_URL = 'postgres://nobody@127.0.0.1:1/x';

describe('The service behind PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  let bouncers: PgBouncer[];
  let service: Service | undefined;

  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false });
    const urls = [database.url, database.replicaUrl];
    bouncers = await Promise.all(urls.map((url) => PgBouncer.start(url, 5)));
  });

  afterEach(() => service?.stop());

  afterAll(async () => {
    await Promise.all(bouncers.map((bouncer) => bouncer.stop()));
    await database.drop();
  });

  const start = async (directUrl: string): Promise<Service> => {
    const [primary, replica] = bouncers.map(({ url }) => url);
    const environment = {
      NODE_ENV: 'test',
      PORT: '0',
      AUTH_JWT_SECRET: TEST_JWT_SECRET,
      DATABASE_URL: primary,
      DATABASE_READ_URLS: replica,
      DATABASE_POOLER: 'transaction',
      DATABASE_DIRECT_URL: directUrl,
    };
    service = undefined;
    const { config } = configOf(environment, '/nonexistent');
    service = await startService(config, pino({ level: 'silent' }));
    return service;
  };

  it('migrates past it, or not at all', async () => {
    await expect(start(REFUSING_URL)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    const tables = `SELECT 1 FROM pg_tables WHERE schemaname = 'public'`;
    const { rows } = await withClient(database.url, (client) => client.query(tables));
    expect(rows).toEqual([]);
  });

  it('becomes ready, stores and answers, and shows a caller its writes', async () => {
    const { url } = await start(database.url);
    await waitForReplica();
    const admin = await bearer('admin', 'admin');
    await eventually(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200));
    for (let user = 0; user < 20; user += 1) {
      const id = `user-${user}`;
      const body = JSON.stringify({ id, email: `${id}@example.com`, display_name: id });
      const headers = { ...admin, 'content-type': 'application/json' };
      const created = await fetch(`${url}/api/users`, { method: 'POST', headers, body });
      expect(created.status).toBe(201);
      const token = created.headers.get('consistency-token');
      expect(token).not.toBeNull();
      const list = await fetch(`${url}/api/users?limit=1`, {
        headers: { ...admin, 'consistency-token': token ?? '' },
      });
      expect(await list.text()).toContain(`"${id}"`);
    }
  });
});
