import { bearer, startTestApp, type TestApp } from '../support/app';

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly next_cursor: string | null;
}

const LINK = /<([^>]*)>; rel="([a-z-]+)"/g;

describe('links and methods', () => {
  let test: TestApp;
  let admin: { authorization: string };
  let projectId = '';

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true' });
    admin = await bearer('root', 'admin');
    for (const n of [1, 2, 3, 4, 5]) {
      const id = `user-${String(n)}`;
      await post('/api/users', { id, email: `${id}@example.com`, display_name: 'A user' });
      const project = await post('/api/projects', { name: `Project ${String(n)}` });
      projectId ||= project.json<{ id: string }>().id;
      const content = `Text number ${String(n)}.`;
      await post('/api/analysis', { kind: 'text', content, project_id: projectId });
      await post('/admin/api-keys', { name: `Key ${String(n)}`, subject: id, scopes: ['read'] });
    }
  });

  afterAll(() => test.close());

  const post = (url: string, payload: object) =>
    test.app.inject({ method: 'POST', url, payload, headers: admin });

  const get = (url: string) => test.app.inject({ url, headers: admin });

  function linksOf(header: unknown): Record<string, string> {
    const links = [...String(header).matchAll(LINK)];
    return Object.fromEntries(links.map(([, target = '', rel = '']) => [rel, target]));
  }

  it('lead through every list, from its first page to its last', async () => {
    const lists = [
      '/api/users?limit=2',
      '/api/projects?limit=2',
      `/api/projects/${projectId}/analyses?limit=2`,
      '/api/user/root/analyses?limit=2',
      '/admin/api-keys?limit=2',
      '/admin/audit-log?limit=2&actor=root&action=api_key_create',
    ];
    for (const list of lists) {
      const ids: string[] = [];
      let next: string | undefined = list;
      for (let pages = 0; next !== undefined && pages < 4; pages++) {
        // The second time from the cache, where there is one.
        await get(next);
        const answer = await get(next);
        const { data, next_cursor } = answer.json<Page>();
        ids.push(...data.map(({ id }) => id));
        const links = linksOf(answer.headers.link);
        expect(links.first).toBe(list);
        expect('next' in links).toBe(next_cursor !== null);
        next = links.next;
      }
      expect([list, new Set(ids).size]).toEqual([list, 5]);
    }
  });

  it('are the same however the path was written that the cached answer was made for', async () => {
    const encoded = await get('/api/user/%72oot/analyses?limit=3');
    const plain = await get('/api/user/root/analyses?limit=3');
    expect(plain.headers['cache-status']).toContain('hit');
    for (const { headers } of [encoded, plain])
      expect(linksOf(headers.link).first).toBe('/api/user/root/analyses?limit=3');
  });

  it("tell callers of the predecessors' paths where to go, whatever the answer", async () => {
    const customer = '/api/mcp/customer/user-1';
    const issue = { issue_key: 'TEST-1', summary: 'It crashes' };
    const answers = [
      [await get(customer), 200, '/api/users/user-1'],
      [await get(customer), 200, '/api/users/user-1'],
      [await get('/api/mcp/customer/no%20body'), 400, '/api/users/no%20body'],
      [await post('/jira/analyze', issue), 200, '/api/analysis'],
    ] as const;
    expect(answers[1][0].headers['cache-status']).toContain('hit');
    for (const [{ statusCode, headers }, status, successor] of answers) {
      expect(statusCode).toBe(status);
      expect(headers.deprecation).toMatch(/^@\d+$/);
      expect(linksOf(headers.link)).toEqual({ 'successor-version': successor });
      expect(headers).not.toHaveProperty('sunset');
    }
    expect((await get('/api/users/user-1')).headers).not.toHaveProperty('deprecation');
  });

  it('repeats no id that is longer than any: it may not fit into the headers of an answer', async () => {
    const url = `/api/mcp/customer/${'*:'.repeat(5_000)}`;
    const { statusCode, headers } = await test.app.inject({ url, headers: admin });
    expect(statusCode).toBe(400);
    expect(headers.deprecation).toMatch(/^@\d+$/);
    expect(headers).not.toHaveProperty('link');
  });

  it.each([
    ['DELETE', '/api/users', 'GET, HEAD, POST'],
    ['POST', '/api/users/user-1?a=b', 'DELETE, GET, HEAD, PATCH'],
    ['PUT', '/health', 'GET, HEAD'],
    ['PATCH', '/jira/analyze', 'POST'],
  ] as const)('%s %s is answered with the methods that there are', async (method, url, allow) => {
    const answer = await test.app.inject({ method, url, headers: admin });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers.allow).toBe(allow);
    expect(answer.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 });
  });

  it.each(['/nowhere', '/api/users/', '/api/users/a/b/c', '/api', '/health;a=b'])(
    '%s, which is no path, is not found',
    async (url) => {
      expect((await get(url)).statusCode).toBe(404);
      expect((await test.app.inject({ method: 'PUT', url, headers: admin })).statusCode).toBe(404);
    },
  );

  it('names the parameter that cannot be an owner', async () => {
    for (const owner of ['%00', 'a%00b', 'x'.repeat(257)]) {
      const answer = await get(`/api/user/${owner}/analyses`);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ errors: [{ field: 'userId' }] });
    }
  });
});
