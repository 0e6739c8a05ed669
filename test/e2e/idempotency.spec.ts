import { bearer, startTestApp, type TestApp } from '../support/app';
import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { WAITING_LOCKS } from '../support/waiting-locks';

const ACTIVITIES = '/api/users/owner/activities';

/** A request by the number that makes it another one. */
interface Creation {
  readonly url: string;
  readonly body: (n: number) => object;
  readonly table: string;
}

const CREATIONS: readonly Creation[] = [
  {
    url: '/api/users',
    body: (n) => ({ id: `u${String(n)}`, email: `u${String(n)}@example.com`, display_name: 'U' }),
    table: 'auth.users',
  },
  {
    url: '/api/projects',
    body: (n) => ({ name: `Project ${String(n)}`, description: 'One' }),
    table: 'projects.projects',
  },
  {
    url: ACTIVITIES,
    body: (n) => ({
      event_id: `e${String(n)}`,
      type: 'lesson',
      occurred_at: '2025-06-20T18:30:00Z',
    }),
    table: 'production.activities',
  },
  {
    url: '/api/analysis',
    body: (n) => ({ kind: 'text', content: `The text number ${String(n)} is short.` }),
    table: 'production.analysis_sessions',
  },
];

describe('Idempotency-Key', () => {
  let test: TestApp;
  let client: Client;
  let admin: { authorization: string };
  let number = 0;

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true' });
    admin = await bearer('root', 'admin');
    client = new Client(test.database.url);
    await client.connect();
    const owner = { id: 'owner', email: 'owner@example.com', display_name: 'Owner' };
    await post('/api/users', undefined, owner);
  });

  afterAll(async () => {
    await client.end();
    await test.close();
  });

  function post(url: string, key: string | undefined, payload: object, caller = admin) {
    const headers = { ...caller, ...(key !== undefined && { 'idempotency-key': key }) };
    return test.app.inject({ method: 'POST', url, headers, payload });
  }

  const count = async (table: string): Promise<number> => {
    const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    return rows[0]?.n ?? 0;
  };

  describe.each(CREATIONS)('of POST $url', ({ url, body, table }) => {
    it('repeats the first answer, byte for byte', async () => {
      const n = ++number;
      const first = await post(url, `repeat-${url}`, body(n));
      expect(first.statusCode).toBe(201);
      const reordered = Object.fromEntries(Object.entries(body(n)).reverse());
      for (const payload of [body(n), reordered]) {
        const again = await post(url, `repeat-${url}`, payload);
        expect(again.statusCode).toBe(201);
        expect(again.body).toBe(first.body);
        for (const name of ['content-type', 'location']) {
          expect(again.headers[name]).toBe(first.headers[name]);
        }
      }
    });

    it('lets fifty at once have one effect, and one answer', async () => {
      const n = ++number;
      const before = await count(table);
      const send = () => post(url, `fifty-${url}`, body(n));
      const answers = await Promise.all(Array.from({ length: 50 }, send));
      expect(await count(table)).toBe(before + 1);
      const made = answers.filter(({ statusCode }) => statusCode === 201);
      expect(new Set(made.map((answer) => answer.body)).size).toBe(1);
      for (const answer of answers.filter((each) => !made.includes(each))) {
        expect(answer.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_IN_USE', status: 409 });
        expect(answer.headers['retry-after']).toBe('1');
      }
      expect((await send()).body).toBe(made[0]?.body);
    });

    it('is refused with another body', async () => {
      const n = ++number;
      await post(url, `other-${url}`, body(n));
      const before = await count(table);
      const other = await post(url, `other-${url}`, body(++number));
      expect(other.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });
      expect(await count(table)).toBe(before);
    });

    it('is free again after a refusal', async () => {
      const n = ++number;
      for (let time = 0; time < 2; time++) {
        const refused = await post(url, `free-${url}`, { ...body(n), nonsense: true });
        expect(refused.statusCode).toBe(400);
      }
      expect((await post(url, `free-${url}`, body(n))).statusCode).toBe(201);
    });
  });

  it('of an analysis is in use until that is stored', async () => {
    const send = () => post('/api/analysis', 'stored', { kind: 'text', content: 'Wait for it.' });
    const before = await count('production.analysis_sessions');
    await client.query('BEGIN; LOCK TABLE production.analysis_sessions IN EXCLUSIVE MODE');
    const first = send();
    await eventually(async () =>
      expect(await count(`${WAITING_LOCKS} AND mode = 'RowExclusiveLock'`)).toBe(1),
    );
    for (const answer of await Promise.all(Array.from({ length: 50 }, send))) {
      expect(answer.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_IN_USE', status: 409 });
      expect(answer.headers['retry-after']).toBe('1');
    }
    await client.query('COMMIT');
    const { statusCode, body } = await first;
    expect(statusCode).toBe(201);
    expect((await send()).body).toBe(body);
    expect(await count('production.analysis_sessions')).toBe(before + 1);
  });

  it('belongs to its caller', async () => {
    const [ann, bob] = [await bearer('ann'), await bearer('bob')];
    const answers = [];
    for (const caller of [ann, bob]) {
      answers.push((await post('/api/projects', 'mine', { name: 'Mine' }, caller)).json<object>());
    }
    expect(answers).toMatchObject([{ user_id: 'ann' }, { user_id: 'bob' }]);
  });

  it('of another route is another request', async () => {
    await post('/api/projects', 'routes', { name: 'Routes' });
    expect((await post('/api/users', 'routes', { name: 'Routes' })).statusCode).toBe(422);
  });

  it('of a body that nests deeper than a stack is refused like any such body', async () => {
    const deep = `{"type":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const headers = { ...admin, 'idempotency-key': 'deep', 'content-type': 'application/json' };
    const sent = { method: 'POST', url: ACTIVITIES, headers, payload: deep } as const;
    const answer = await test.app.inject(sent);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('nest deeper') as string }],
    });
  });

  it('names the header when it is none', async () => {
    const answer = await post('/api/projects', 'a b', { name: 'Blank' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ field: 'Idempotency-Key' }] });
  });

  it('shows what was made at once, as without it', async () => {
    const eve = await bearer('eve');
    const list = () => test.app.inject({ url: '/api/projects', headers: eve });
    await list();
    await post('/api/projects', 'seen', { name: 'Seen' }, eve);
    await eventually(async () => expect((await list()).body).toContain('Seen'));
  });

  it('is forgotten with its caller', async () => {
    const gil = await bearer('gil');
    const user = { id: 'gil', email: 'gil@example.com', display_name: 'Gil' };
    await post('/api/users', 'gil-1', user, gil);
    const kept = () => count(`production.idempotent_requests WHERE caller = 'gil'`);
    expect(await kept()).toBe(1);
    await test.app.inject({ method: 'DELETE', url: '/api/users/gil', headers: gil });
    expect(await kept()).toBe(0);
  });

  it('of an admin is forgotten with the user whom the answer is about, and with no other', async () => {
    for (const id of ['ida', 'kim']) {
      await post('/api/users', `user-${id}`, { id, email: `${id}@example.com`, display_name: id });
      await post(`/api/users/${id}/activities`, `lesson-${id}`, CREATIONS[2]?.body(1) ?? {});
    }
    await test.app.inject({ method: 'DELETE', url: '/api/users/ida', headers: admin });
    const kept = (id: string) =>
      count(
        `production.idempotent_requests WHERE idempotency_key IN ('user-${id}', 'lesson-${id}')`,
      );
    expect([await kept('ida'), await kept('kim')]).toEqual([0, 2]);
  });
});
