import { fieldsOf, HttpClient, UNKNOWN_ID, type Answer } from './http-client';

describe('the routes that analyse', () => {
  let client: HttpClient;
  beforeAll(async () => {
    client = await HttpClient.start();
  });
  afterAll(() => client.close());

  const jira = (payload: unknown): Promise<Answer> =>
    client.call('POST', '/jira/analyze', client.ada, payload);

  describe('POST /api/analysis', () => {
    it('answers 201 with the result when it was made, 200 when it was made before', async () => {
      const payload = client.newText({ kind: 'issue', title: 'Login page crashes' });
      const first = await client.post(payload);
      expect(first.status).toBe(201);
      expect(first.body).toMatchObject({
        user_id: 'ada',
        project_id: null,
        kind: 'issue',
        issue_key: null,
        title: 'Login page crashes',
        cache_hit: false,
        source: 'processed',
        result: {
          language: { tag: 'en' },
          issue_type: {
            value: 'bug',
            evidence: [{ rule: 'bug-crash', matched: 'crashes', found_in: 'title', weight: 4.5 }],
          },
          priority: { value: 'high' },
          sentiment: { label: 'neutral', neutralised: ['crashes', 'number'] },
          truncated: false,
        },
      });
      const again = await client.post(payload);
      expect(again.status).toBe(200);
      expect(again.body).toEqual({ ...first.body, cache_hit: true, source: 'cache' });
    });

    it('writes every name in snake case', async () => {
      const code = { kind: 'code', title: 'a.js', content: '// TODO: x\nif (a) eval(b);\n' };
      for (const { text } of [await client.post(client.newText()), await client.post(code)]) {
        const names = [...text.matchAll(/"([A-Za-z_]+)":/g)].map(([, name]) => name);
        expect(names.filter((name) => name !== name?.toLowerCase())).toEqual([]);
      }
    });

    it('repeats the answer to an Idempotency-Key byte for byte, with its status', async () => {
      const payload = client.newText({ title: 'A title' });
      const keyed = { ...client.ada, 'idempotency-key': 'byte-for-byte' };
      const first = await client.post(payload, keyed);
      expect(first.status).toBe(201);
      const replayed = await client.post(payload, keyed);
      expect([replayed.status, replayed.text]).toEqual([201, first.text]);
      const uncached = await client.post(payload, { ...keyed, 'cache-control': 'no-cache' });
      expect([uncached.status, uncached.text]).toEqual([201, first.text]);
    });

    it('refuses an Idempotency-Key that was used with another body', async () => {
      const keyed = { ...client.ada, 'idempotency-key': 'used-twice' };
      await client.post(client.newText(), keyed);
      const other = await client.post(client.newText(), keyed);
      expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    });

    it.each(['', 'x'.repeat(256), 'a b', 'é'])('refuses the Idempotency-Key %j', async (key) => {
      const reply = await client.post(client.newText(), { ...client.ada, 'idempotency-key': key });
      expect(reply.status).toBe(400);
      expect(fieldsOf(reply)).toEqual(['Idempotency-Key']);
    });

    it('lets only an admin analyse for somebody else', async () => {
      const payload = client.newText({ user_id: 'bob' });
      expect(await client.post(payload)).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN' },
      });
      const forBob = await client.post(payload, client.admin);
      expect(forBob).toMatchObject({ status: 201, body: { user_id: 'bob' } });
      const { user_id: _, ...own } = payload;
      expect(await client.post(own, client.bob)).toMatchObject({
        status: 200,
        body: { id: forBob.body.id },
      });
    });

    it.each<[Record<string, unknown>, string[]]>([
      [{}, ['content', 'kind']],
      [{ kind: 'poem', content: 'x' }, ['kind']],
      [{ kind: 'text', content: '' }, ['content']],
      [{ kind: 'text', content: 7 }, ['content']],
      [{ kind: 'text', content: 'a\0b' }, ['content']],
      [{ kind: 'text', content: 'x', title: null, project_id: null }, ['project_id', 'title']],
      [{ kind: 'text', content: 'x', title: 'x'.repeat(1_001) }, ['title']],
      [{ kind: 'text', content: 'x', user_id: '' }, ['user_id']],
      [{ kind: 'text', content: 'x', project_id: 'shop' }, ['project_id']],
      [{ kind: 'text', content: 'x', issue_key: 'TEST-1' }, ['issue_key']],
      [{ kind: ['text'], content: { a: 1 } }, ['content', 'kind']],
    ])('refuses %j, naming every field', async (payload, fields) => {
      const reply = await client.post(payload);
      expect(reply).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
      expect(fieldsOf(reply)).toEqual(fields);
    });

    it('refuses a project that is unknown or of somebody else', async () => {
      const { id } = (await client.call('POST', '/api/projects', client.bob, { name: 'Of Bob' }))
        .body;
      for (const projectId of [id, UNKNOWN_ID]) {
        const reply = await client.post(client.newText({ project_id: projectId }));
        expect(reply).toMatchObject({ status: 404, body: { code: 'PROJECT_NOT_FOUND' } });
      }
    });

    it('takes text of any script, and text cut in the middle of an emoji', async () => {
      for (const content of ['サーバーが落ちる', 'שלום עולם', '👩‍🚀', '\ud83d', '\u0301', '   ']) {
        expect((await client.post({ kind: 'text', content })).status).toBe(201);
      }
    });
  });

  describe('POST /jira/analyze', () => {
    it('answers 200 twice: cache_hit false, then true', async () => {
      const payload = { issue_key: 'TEST-123', summary: 'Test issue' };
      const first = await jira(payload);
      expect(first).toMatchObject({
        status: 200,
        body: { issue_key: 'TEST-123', title: 'Test issue', kind: 'issue', cache_hit: false },
      });
      const second = await jira(payload);
      expect(second).toMatchObject({
        status: 200,
        body: { id: first.body.id, cache_hit: true, source: 'cache' },
      });
    });

    it('names a reworded issue as a likely duplicate', async () => {
      const first = await jira({ issue_key: 'SHOP-1', summary: 'Invoice PDF shows wrong total' });
      const second = await jira({ issue_key: 'SHOP-2', summary: 'Wrong total on invoice PDF' });
      expect(second.body.result).toMatchObject({
        duplicates: [{ id: first.body.id, title: 'Invoice PDF shows wrong total' }],
      });
    });

    it('takes the description into account', async () => {
      const payload = { issue_key: 'TEST-124', summary: 'Saving' };
      const without = await jira(payload);
      const reply = await jira({ ...payload, description: 'It crashes every time.' });
      expect(reply.body.id).not.toBe(without.body.id);
      expect(reply.body.result).toMatchObject({ issue_type: { value: 'bug' } });
    });

    it.each([
      [{}, ['issue_key', 'summary']],
      [{ issue_key: '123', summary: 'x' }, ['issue_key']],
      [{ issue_key: 'TEST-1', summary: '' }, ['summary']],
      [{ issue_key: 'TEST-1', summary: 'x', description: null }, ['description']],
      [{ issue_key: 'TEST-1', summary: 'a\0' }, ['summary']],
    ])('refuses %j, naming every field', async (payload, fields) => {
      expect(fieldsOf(await jira(payload))).toEqual(fields);
    });
  });
});
