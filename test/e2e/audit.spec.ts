import type { InjectOptions } from 'fastify';
import { bearer, startTestApp, type TestApp } from '../support/app';
import { apiDocument } from '../support/api-operations';
import { withClient } from '../support/database-url';
import { FaultProxy } from '../support/fault-proxy/fault-proxy';
import { plantUser } from '../support/planted-user';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

interface Entry {
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  readonly request_id: string;
}

interface Page {
  readonly data: Entry[];
  readonly next_cursor: string | null;
}

/** What an admin can do to others, and the action that it is. */
const ACTIONS: Readonly<Record<string, [action: string, payload?: object]>> = {
  'POST /admin/cache/invalidate': ['cache_invalidate', { keys: ['a'], tags: ['b'] }],
  'POST /admin/api-keys': ['api_key_create', { name: 'A', subject: 'alice', scopes: ['read'] }],
  'DELETE /admin/api-keys/{id}': ['api_key_revoke'],
  'POST /api/users': ['user_create', { email: 'new@example.com', display_name: 'New' }],
  'PATCH /api/users/{id}': ['user_update', { display_name: 'Changed' }],
  'PUT /api/users/{id}/settings': ['user_settings_replace', { preferences: { a: 1 } }],
  'POST /api/users/{id}/activities': [
    'activity_record',
    { event_id: 'e', type: 'lesson', occurred_at: '2025-06-20T18:30:00Z' },
  ],
  'POST /api/analysis': ['analysis_create', { user_id: 'alice', kind: 'text', content: 'A text.' }],
  'DELETE /api/users/{id}': ['user_delete'],
};

/** An admin reaches its own with these, as everybody does. */
const OWN = ['POST /api/projects', 'POST /jira/analyze'];

async function ask(
  { app }: TestApp,
  route: string,
  payload?: object,
  headers: Record<string, string> = {},
) {
  const [method = '', url = ''] = route.split(' ');
  const authorization = (await bearer('root', 'admin')).authorization;
  // `method` is one of HTTP's: the routes are written down here.
  const request = { method, url, payload, headers: { authorization, ...headers } } as InjectOptions;
  return app.inject(request);
}

async function entries(test: TestApp, query = ''): Promise<Entry[]> {
  return (await ask(test, `GET /admin/audit-log?limit=100${query}`)).json<Page>().data;
}

describe('the audit log', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true' });
    await plantUser(test, 'alice');
  });
  afterAll(() => test.close());

  it('is written by everything that an admin can change of others, and by nothing of its own', () => {
    const changing = apiDocument(test)
      .operations.filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
    expect([...Object.keys(ACTIONS), ...OWN].sort()).toEqual(changing.sort());
  });

  it.each(Object.entries(ACTIONS))('has %s', async (route, [action, payload]) => {
    const id = route.includes('api-keys/') ? await anyKey() : 'alice';
    const response = await ask(test, route.replace('{id}', id), payload);
    expect([route, response.body, response.statusCode < 300]).toEqual([route, response.body, true]);
    const [entry] = await entries(test);
    const made = /"id":"([^"]+)"/.exec(response.body)?.[1];
    const targets = [id, made, '{"keys":["a"],"tags":["b"]}'];
    expect(entry).toMatchObject({ actor: 'root', action, outcome: 'done' });
    expect(targets).toContain(entry?.target);
    expect(entry?.request_id).toBe(response.headers['x-request-id']);
    const { request_id } = entry ?? {};
    expect(test.log).toContainEqual(
      expect.objectContaining({ msg: 'admin_action', subject: 'root', action, request_id }),
    );
  });

  it('has a change that failed, by the code of its error, and none that was not valid', async () => {
    expect((await ask(test, 'DELETE /api/users/nobody')).statusCode).toBe(404);
    expect((await ask(test, 'PATCH /api/users/nobody', { email: 7 })).statusCode).toBe(400);
    const [entry] = await entries(test);
    expect(entry).toMatchObject({
      ...{ action: 'user_delete', target: 'nobody', outcome: 'USER_NOT_FOUND' },
    });
  });

  it('has a change that failed also where its Idempotency-Key has everything rolled back', async () => {
    const body = { event_id: 'e', type: 'lesson', occurred_at: '2025-06-20T18:30:00Z' };
    const key = { 'idempotency-key': 'failing' };
    const failed = await ask(test, 'POST /api/users/nobody/activities', body, key);
    expect(failed.statusCode).toBe(404);
    const [entry] = await entries(test);
    const request_id = failed.headers['x-request-id'];
    const noted = { action: 'activity_record', target: 'nobody', outcome: 'USER_NOT_FOUND' };
    expect(entry).toMatchObject({ ...noted, request_id });
  });

  it('has an analysis for somebody else that failed', async () => {
    const project_id = '3d594650-3436-4f0e-8f0e-5f6f5a1b2c3d';
    const body = { user_id: 'alice', kind: 'text', content: 'A text.', project_id };
    expect((await ask(test, 'POST /api/analysis', body)).statusCode).toBe(404);
    const [entry] = await entries(test);
    const outcome = 'PROJECT_NOT_FOUND';
    expect(entry).toMatchObject({ action: 'analysis_create', target: 'alice', outcome });
  });

  it('has nothing of what users do with their own', async () => {
    const before = await entries(test);
    await plantUser(test, 'bob');
    await ask(test, 'POST /api/users', { id: 'root', email: 'r@example.com', display_name: 'R' });
    expect(await entries(test)).toEqual(before);
  });

  it('is asked by actor and by action, page by page, newest first', async () => {
    const all = await entries(test);
    expect(await entries(test, '&actor=root')).toEqual(all);
    expect(await entries(test, '&actor=nobody')).toEqual([]);
    const updates = await entries(test, '&action=user_update');
    expect(new Set(updates.map(({ action }) => action))).toEqual(new Set(['user_update']));
    const pages: Entry[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Page = (await ask(test, `GET /admin/audit-log?limit=4${query}`)).json();
      pages.push(...page.data);
      cursor = page.next_cursor;
    }
    expect(pages).toEqual(all);
  });

  it.each(['cursor=nonsense', 'action=nothing', 'actor=%00', 'actor='])(
    'refuses ?%s',
    async (query) => {
      expect((await ask(test, `GET /admin/audit-log?${query}`)).statusCode).toBe(400);
    },
  );

  it('names the API key that an admin used', async () => {
    const body = { name: 'A', subject: 'robot', scopes: ['write', 'admin'] };
    const { id, key } = (await ask(test, 'POST /admin/api-keys', body)).json<{
      id: string;
      key: string;
    }>();
    const authorization = `Bearer ${key}`;
    const payload = { display_name: 'By a key' };
    await ask(test, 'PATCH /api/users/bob', payload, { authorization });
    const [entry] = await entries(test);
    expect(entry).toMatchObject({ actor: 'robot', action: 'user_update', api_key_id: id });
  });

  async function anyKey(): Promise<string> {
    const body = { name: 'A', subject: 'alice', scopes: ['read'] };
    return (await ask(test, 'POST /admin/api-keys', body)).json<{ id: string }>().id;
  }
});

describe('the audit log, when it cannot be written', () => {
  let database: TestDatabase;
  let proxy: FaultProxy;
  let test: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await FaultProxy.start(database.url);
    test = await startTestApp({ DATABASE_URL: proxy.url, DATABASE_READ_URLS: '' });
    await plantUser(test, 'alice');
  });
  afterAll(async () => {
    await test.close();
    await proxy.close();
    await database.drop();
  });

  it('keeps what an admin changes of others from being changed', async () => {
    const rename = (from: string, to: string) =>
      withClient(database.url, (client) => client.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    await rename('public.audit_log', 'away');
    const failed = await ask(test, 'PATCH /api/users/alice', { display_name: 'Unnoticed' });
    await rename('public.away', 'audit_log');
    expect(failed.statusCode).toBe(500);
    expect((await ask(test, 'GET /api/users/alice')).body).not.toContain('Unnoticed');
  });

  it.each(['refuse', 'freeze'] as const)(
    'keeps nobody from emptying the cache, and the log line says so: %s',
    async (fault) => {
      await proxy[fault]();
      const answer = await ask(test, 'POST /admin/cache/invalidate', { keys: [fault] });
      await proxy.pass();
      expect(answer.statusCode).toBe(200);
      const target = JSON.stringify({ keys: [fault] });
      const line = { subject: 'root', action: 'cache_invalidate', target };
      expect(test.log).toContainEqual(expect.objectContaining({ ...line, msg: 'admin_action' }));
      expect(test.log).toContainEqual(
        expect.objectContaining({ ...line, msg: 'audit_entry_not_stored' }),
      );
    },
  );
});
