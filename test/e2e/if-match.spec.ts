import { bearer, startTestApp, type TestApp } from '../support/app';

const BIG = { notes: 'to be read again, '.repeat(100) };

describe('If-Match', () => {
  let test: TestApp;
  let admin: { authorization: string };
  let users = 0;

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true' });
    admin = await bearer('root', 'admin');
  });

  afterAll(() => test.close());

  async function newUser(): Promise<string> {
    const id = `user-${String(++users)}`;
    const payload = { id, email: `${id}@example.com`, display_name: 'At first' };
    await test.app.inject({ method: 'POST', url: '/api/users', headers: admin, payload });
    return `/api/users/${id}`;
  }

  const tagOf = async (url: string, coding = 'identity'): Promise<string> => {
    const headers = { ...admin, 'accept-encoding': `${coding}, *;q=0` };
    return String((await test.app.inject({ url, headers })).headers.etag);
  };

  async function change(url: string, ifMatch: string | undefined, name: string) {
    const headers = { ...admin, ...(ifMatch !== undefined && { 'if-match': ifMatch }) };
    const request = url.endsWith('/settings')
      ? ({ method: 'PUT', payload: { preferences: { ...BIG, name } } } as const)
      : ({ method: 'PATCH', payload: { display_name: name } } as const);
    return test.app.inject({ ...request, url, headers });
  }

  const urls = async () => {
    const user = await newUser();
    return [user, `${user}/settings`];
  };

  it.each(['identity', 'br', 'gzip'])(
    'lets who read the %s answer change it once',
    async (coding) => {
      for (const url of await urls()) {
        for (const round of ['a', 'b']) {
          const tag = await tagOf(url, coding);
          expect((await change(url, `"other", ${tag}`, round)).statusCode).toBe(200);
          const late = await change(url, tag, 'too late');
          expect(late.statusCode).toBe(412);
          expect(late.json()).toMatchObject({ code: 'PRECONDITION_FAILED', status: 412 });
        }
        expect(JSON.stringify((await test.app.inject({ url, headers: admin })).json())).toContain(
          '"b"',
        );
      }
    },
  );

  it('lets one of twenty at once through, and refuses the others', async () => {
    for (const url of await urls()) {
      const tag = await tagOf(url);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => change(url, tag, `writer ${String(n)}`)),
      );
      const statuses = answers.map(({ statusCode }) => statusCode).sort();
      expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 412)]);
      const won = answers.find(({ statusCode }) => statusCode === 200);
      expect((await test.app.inject({ url, headers: admin })).json()).toEqual(won?.json());
    }
  });

  it('loses no change of somebody who does not send it', async () => {
    const url = `${await newUser()}/settings`;
    for (let round = 0; round < 10; round++) {
      const tag = await tagOf(url);
      const [conditional, other] = await Promise.all([
        change(url, tag, `conditional ${String(round)}`),
        change(url, undefined, `unconditional ${String(round)}`),
      ]);
      expect(other.statusCode).toBe(200);
      // Either it came first, and was replaced afterwards, or it was refused: never the last word.
      expect([200, 412]).toContain(conditional.statusCode);
      expect((await test.app.inject({ url, headers: admin })).body).toContain('unconditional');
    }
  });

  it('guards a deletion, also against what has no field to change', async () => {
    const url = await newUser();
    const old = await tagOf(url);
    await change(url, undefined, 'Later');
    const remove = (tag: string) =>
      test.app.inject({ method: 'DELETE', url, headers: { ...admin, 'if-match': tag } });
    expect((await remove(old)).statusCode).toBe(412);
    const nothing = { method: 'PATCH', url, payload: {} } as const;
    const headers = { ...admin, 'if-match': old };
    expect((await test.app.inject({ ...nothing, headers })).statusCode).toBe(412);
    expect((await remove(await tagOf(url))).statusCode).toBe(204);
  });

  it('with * wants the resource to be there', async () => {
    for (const url of await urls()) {
      expect((await change(url, '*', 'Any')).statusCode).toBe(200);
    }
    for (const url of ['/api/users/nobody', '/api/users/nobody/settings']) {
      for (const tag of ['*', '"any"']) {
        expect((await change(url, tag, 'Any')).statusCode).toBe(412);
      }
      expect((await change(url, undefined, 'Any')).statusCode).toBe(404);
    }
  });

  it('takes no weak tag, and names the header when it is none at all', async () => {
    const url = await newUser();
    expect((await change(url, `W/${await tagOf(url)}`, 'Weak')).statusCode).toBe(412);
    for (const tag of ['unquoted', '"a" "b"', '*, "a"', '"']) {
      const answer = await change(url, tag, 'Odd');
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ errors: [{ field: 'If-Match' }] });
    }
  });

  it('has a counterpart: If-None-Match refuses a change of the states that it names', async () => {
    const unless = async (url: string, noneMatch: string) => {
      const headers = { ...admin, 'if-none-match': noneMatch };
      const payload = url.endsWith('/settings') ? { preferences: BIG } : { display_name: 'New' };
      const method = url.endsWith('/settings') ? 'PUT' : 'PATCH';
      return (await test.app.inject({ method, url, payload, headers })).statusCode;
    };
    for (const url of await urls()) {
      for (const tag of ['*', await tagOf(url), `W/${await tagOf(url)}`])
        expect(await unless(url, tag)).toBe(412);
      expect(await unless(url, '"another"')).toBe(200);
      expect(await unless(url, 'unquoted')).toBe(400);
    }
    expect(await unless('/api/users/nobody', '*')).toBe(404);
  });
});
