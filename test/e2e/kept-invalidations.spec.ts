import { Client } from 'pg';
import { bearer, startTestApp, type TestApp } from '../support/app';

/** A creation, and what counts the rows that it leaves. */
const CREATIONS = [
  {
    url: '/api/users',
    payload: { email: 'eve@example.com', display_name: 'Eve' },
    rows: `SELECT FROM auth.users WHERE id = 'eve'`,
  },
  {
    url: '/api/projects',
    payload: { name: 'Mine' },
    rows: `SELECT FROM projects.projects WHERE user_id = 'eve'`,
  },
];

describe('A creation and its invalidation', () => {
  let test: TestApp;
  let client: Client;

  beforeAll(async () => {
    test = await startTestApp();
    client = new Client(test.database.url);
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await test.close();
  });

  const outbox = (change: string) =>
    client.query(`ALTER TABLE public.cache_invalidations ${change}`);

  it.each(CREATIONS)('are stored together or not at all: POST $url', async (creation) => {
    const { url, payload, rows } = creation;
    const headers = await bearer('eve');
    const post = () => test.app.inject({ method: 'POST', url, headers, payload });
    await outbox('ADD CONSTRAINT none CHECK (false) NOT VALID');
    expect((await post()).statusCode).toBe(500);
    expect((await client.query(rows)).rowCount).toBe(0);
    await outbox('DROP CONSTRAINT none');
    expect((await post()).statusCode).toBe(201);
    expect((await client.query(rows)).rowCount).toBe(1);
  });
});
