import type { InjectOptions } from 'fastify';
import type { UserPageDto } from '../../../apps/api/src/users/dto/user.dto';
import { bearer, startTestApp, type TestApp } from '../../support/app';

interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
  readonly location: string | undefined;
}

describe('the routes of users', () => {
  let testApp: TestApp;
  let admin: Record<string, string>;
  let ada: Record<string, string>;
  beforeAll(async () => {
    testApp = await startTestApp({ DATABASE_READ_URLS: '', AUTH_REQUIRED: 'true' });
    [admin, ada] = await Promise.all([bearer('root', 'admin'), bearer('ada')]);
  });
  afterAll(() => testApp.close());

  async function call(
    method: InjectOptions['method'],
    url: string,
    headers: Record<string, string>,
    payload?: unknown,
  ): Promise<Answer> {
    const body = payload === undefined ? {} : { payload: JSON.stringify(payload) };
    const type = payload === undefined ? {} : { 'content-type': 'application/json' };
    const reply = await testApp.app.inject({
      method,
      url,
      headers: { ...headers, ...type },
      ...body,
    });
    const { statusCode: status, headers: answered } = reply;
    const json = reply.payload === '' ? {} : reply.json<Record<string, unknown>>();
    return { status, body: json, location: answered.location?.toString() };
  }

  const fieldsOf = ({ body }: Answer) =>
    (body.errors as { field: string }[] | undefined)?.map(({ field }) => field).sort();
  let serial = 0;
  const newUser = (changes: Record<string, unknown> = {}) => ({
    email: `user-${(serial += 1)}@example.com`,
    display_name: 'Somebody',
    ...changes,
  });
  async function created(changes: Record<string, unknown> = {}): Promise<string> {
    const { status, body } = await call('POST', '/api/users', admin, newUser(changes));
    expect(status).toBe(201);
    return String(body.id);
  }

  it('create, read, change and delete a user', async () => {
    const body = newUser({ id: '1234567890123', locale: 'cs-cz', time_zone: 'Europe/Prague' });
    const creation = await call('POST', '/api/users', admin, body);
    expect(creation).toMatchObject({ status: 201, location: '/api/users/1234567890123' });
    expect(creation.body).toEqual({
      ...body,
      locale: 'cs-CZ',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      updated_at: creation.body.created_at,
    });
    const path = '/api/users/1234567890123';
    expect((await call('GET', path, admin)).body).toEqual(creation.body);
    const change = await call('PATCH', path, admin, { display_name: 'Else' });
    expect(change.body).toMatchObject({ ...body, locale: 'cs-CZ', display_name: 'Else' });
    expect((await call('GET', path, admin)).body).toEqual(change.body);
    expect(await call('DELETE', path, admin)).toMatchObject({ status: 204, body: {} });
    expect(await call('GET', path, admin)).toMatchObject({
      status: 404,
      body: { code: 'USER_NOT_FOUND' },
    });
    expect((await call('DELETE', path, admin)).status).toBe(404);
  });

  it('give a user of an admin an id, and one without the role its own', async () => {
    expect(await created()).toMatch(/^[0-9a-f-]{36}$/);
    const own = await call('POST', '/api/users', await bearer('carol'), newUser());
    expect(own).toMatchObject({ status: 201, body: { id: 'carol' } });
    const named = await call('POST', '/api/users', await bearer('dave'), newUser({ id: 'dave' }));
    expect(named.status).toBe(201);
  });

  it('let nobody without the role create another user', async () => {
    const foreign = await call('POST', '/api/users', ada, newUser({ id: 'eve' }));
    expect(foreign).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  it('say so when a subject cannot be an id', async () => {
    const reply = await call('POST', '/api/users', await bearer('auth0|ada'), newUser());
    expect(reply.status).toBe(400);
    expect(fieldsOf(reply)).toEqual(['id']);
  });

  it('refuse what exists', async () => {
    const id = await created({ id: 'frank', email: 'frank@example.com' });
    const again = await call('POST', '/api/users', admin, newUser({ id }));
    expect(again).toMatchObject({ status: 409, body: { code: 'USER_ALREADY_EXISTS' } });
    const email = await call('POST', '/api/users', admin, newUser({ email: 'FRANK@example.com' }));
    expect(email).toMatchObject({ status: 409, body: { code: 'EMAIL_ALREADY_USED' } });
  });

  it('name every offending field at once', async () => {
    const wrong = { id: 'a b', email: 'x', display_name: ' ', locale: '*', time_zone: 'Mars' };
    const all = ['display_name', 'email', 'id', 'locale', 'time_zone'];
    expect(fieldsOf(await call('POST', '/api/users', admin, wrong))).toEqual(all);
    expect(fieldsOf(await call('POST', '/api/users', admin, {}))).toEqual([
      'display_name',
      'email',
    ]);
    expect(fieldsOf(await call('POST', '/api/users', admin, newUser({ role: 'admin' })))).toEqual([
      'role',
    ]);
    const nulls = { email: null, display_name: null, locale: null, time_zone: null };
    const change = await call('PATCH', `/api/users/${await created()}`, admin, nulls);
    expect(fieldsOf(change)).toEqual(['display_name', 'email', 'locale', 'time_zone']);
    const id = await call('PATCH', `/api/users/${await created()}`, admin, { id: 'other' });
    expect(fieldsOf(id)).toEqual(['id']);
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['GET', '/settings'],
    ['PUT', '/settings'],
  ] as const)('refuse an id that no user can have: %s %s', async (method, suffix) => {
    const payload = method === 'PATCH' ? {} : { preferences: {} };
    const body = method === 'PATCH' || method === 'PUT' ? payload : undefined;
    for (const id of ['a%20b', 'a.b', 'x'.repeat(65), '%00', '%F0%9F%91%8B']) {
      const reply = await call(method, `/api/users/${id}${suffix}`, admin, body);
      expect(reply.status).toBe(400);
      expect(fieldsOf(reply)).toEqual(['id']);
    }
  });

  it("show a user nobody else's profile, settings or list", async () => {
    const id = await created();
    for (const path of [
      `/api/users/${id}`,
      `/api/users/${id}/settings`,
      `/api/mcp/customer/${id}`,
    ]) {
      expect((await call('GET', path, ada)).status).toBe(403);
    }
    expect((await call('GET', '/api/users', ada)).status).toBe(403);
    expect((await call('DELETE', `/api/users/${id}`, ada)).status).toBe(403);
    expect((await call('GET', `/api/users/${id}`, {})).status).toBe(401);
  });

  it('answer from the cache, and afresh on Cache-Control: no-cache', async () => {
    const path = `/api/users/${await created()}`;
    const before = await call('GET', path, admin);
    const fresh = { ...admin, 'cache-control': 'no-cache' };
    expect((await call('GET', path, fresh)).body).toEqual(before.body);
    await call('PATCH', path, admin, { display_name: 'Newer' });
    expect((await call('GET', path, admin)).body.display_name).toBe('Newer');
    expect((await call('GET', path, fresh)).body.display_name).toBe('Newer');
  });

  it('store settings as they were sent', async () => {
    const path = `/api/users/${await created()}/settings`;
    const none = await call('GET', path, admin);
    expect(none.body).toMatchObject({ preferences: {}, updated_at: null });
    const preferences = { theme: 'dark', deep: { type: [1, null, { 'a.b': 'é' }], then: true } };
    const stored = await call('PUT', path, admin, { preferences });
    expect(stored).toMatchObject({ status: 200, body: { preferences } });
    expect((await call('GET', path, admin)).body).toEqual(stored.body);
  });

  it('refuse settings outside the limits', async () => {
    const path = `/api/users/${await created()}/settings`;
    const wrong: unknown[] = [null, [], 'x', { 'a b': 1 }, { a: { b: { c: { d: { e: {} } } } } }];
    for (const preferences of [...wrong, { a: 'x'.repeat(17_000) }, { a: 'b\0' }]) {
      const reply = await call('PUT', path, admin, { preferences });
      expect(reply.status).toBe(400);
      expect(fieldsOf(reply)).toEqual(['preferences']);
    }
    const unknown = await call('PUT', '/api/users/nobody/settings', admin, { preferences: {} });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
  });

  it('show a user as a customer', async () => {
    const id = await created({ time_zone: 'Europe/Prague' });
    await call('PUT', `/api/users/${id}/settings`, admin, { preferences: { theme: 'dark' } });
    const profile = (await call('GET', `/api/users/${id}`, admin)).body;
    expect((await call('GET', `/api/mcp/customer/${id}`, admin)).body).toEqual({
      customer_id: id,
      email: profile.email,
      display_name: profile.display_name,
      locale: profile.locale,
      time_zone: profile.time_zone,
      preferences: { theme: 'dark' },
      created_at: profile.created_at,
    });
    const unknown = await call('GET', '/api/mcp/customer/5971333382399', admin);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
  });

  it('list all users a page at a time', async () => {
    for (let count = 0; count < 5; count += 1) await created();
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { status, body } = await call('GET', `/api/users?limit=2${cursor}`, admin);
      expect(status).toBe(200);
      const page = body as unknown as UserPageDto;
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
    }
    const everybody = (await call('GET', '/api/users?limit=100', admin)).body;
    expect(seen).toEqual((everybody.data as { id: string }[]).map(({ id }) => id));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('refuse a limit or a cursor that is none', async () => {
    for (const limit of ['0', '101', 'x', '1.5', '-1', '', '5.0', '0x10', '1e1', '%205']) {
      const reply = await call('GET', `/api/users?limit=${limit}`, admin);
      expect(fieldsOf(reply)).toContain('limit');
    }
    const cursor = await call('GET', '/api/users?cursor=nonsense', admin);
    expect(cursor).toMatchObject({ status: 400, body: { code: 'INVALID_CURSOR' } });
  });
});
