import { encodeCursor } from '../../../apps/api/src/http/pagination';
import { bearer } from '../../support/app';
import { fieldsOf, HttpClient, listOf, UNKNOWN_ID } from './http-client';

describe('the routes that read analyses and projects', () => {
  let client: HttpClient;
  beforeAll(async () => {
    client = await HttpClient.start();
  });
  afterAll(() => client.close());

  describe('GET /api/analysis/:id', () => {
    it('answers the owner and admins, and nobody else', async () => {
      const created = await client.post(client.newText());
      const { cache_hit: _hit, source: _source, ...analysis } = created.body;
      const path = `/api/analysis/${String(created.body.id)}`;
      for (const caller of [client.ada, client.admin, client.ada, client.admin]) {
        expect(await client.call('GET', path, caller)).toMatchObject({
          status: 200,
          body: analysis,
        });
      }
      const refused = { status: 404, body: { code: 'ANALYSIS_NOT_FOUND' } };
      expect(await client.call('GET', path, client.bob)).toMatchObject(refused);
      expect(await client.call('GET', `/api/analysis/${UNKNOWN_ID}`, client.ada)).toMatchObject(
        refused,
      );
    });

    it.each(['1', 'x', '%00', `${UNKNOWN_ID}0`])('refuses the id %s', async (id) => {
      const reply = await client.call('GET', `/api/analysis/${id}`, client.ada);
      expect(reply.status).toBe(400);
      expect(fieldsOf(reply)).toEqual(['id']);
    });
  });

  describe('GET /api/user/:userId/analyses', () => {
    it('lists newest first from the cache, and the new one as soon as it was added', async () => {
      const carol = await bearer('carol');
      const list = () => client.call('GET', '/api/user/carol/analyses', carol);
      expect(listOf(await list())).toEqual([]);
      const first = await client.post(client.newText(), carol);
      expect(listOf(await list())).toEqual([first.body.id]);
      expect((await list()).cacheStatus).toContain('hit');
      const second = await client.post(client.newText(), carol);
      expect(listOf(await list())).toEqual([second.body.id, first.body.id]);
      await client.post(client.newText(), client.ada);
      expect((await list()).cacheStatus).toContain('hit');
    });

    it('holds fifty by default, and goes on where the cursor points', async () => {
      const dave = await bearer('dave');
      for (let count = 0; count < 51; count += 1) await client.post(client.newText(), dave);
      const page = await client.call('GET', '/api/user/dave/analyses', dave);
      expect(listOf(page)).toHaveLength(50);
      const cursor = encodeURIComponent(String(page.body.next_cursor));
      const rest = await client.call('GET', `/api/user/dave/analyses?cursor=${cursor}`, dave);
      expect(listOf(rest)).toHaveLength(1);
      expect(rest.body.next_cursor).toBeNull();
      expect(listOf(page)).not.toContain(listOf(rest)[0]);
    });

    it('is for the user and for admins, in whose list the new one appears as well', async () => {
      const list = () => client.call('GET', '/api/user/ada/analyses?limit=1', client.admin);
      await list();
      const { body } = await client.post(client.newText());
      expect(listOf(await list())).toEqual([body.id]);
      expect((await client.call('GET', '/api/user/ada/analyses', client.bob)).status).toBe(403);
    });

    it('serves owners with unusual names', async () => {
      const odd = await bearer('auth0|a:b/c*');
      const path = `/api/user/${encodeURIComponent('auth0|a:b/c*')}/analyses`;
      expect(listOf(await client.call('GET', path, odd))).toEqual([]);
      const { body } = await client.post(client.newText(), odd);
      expect(listOf(await client.call('GET', path, odd))).toEqual([body.id]);
    });

    it.each([
      'nonsense',
      encodeCursor({ createdAt: new Date(), id: 'x' }),
      Buffer.from('["+275760-09-13T00:00:00.000Z"]').toString('base64url'),
    ])('refuses the cursor %s', async (cursor) => {
      const reply = await client.call('GET', `/api/user/ada/analyses?cursor=${cursor}`, client.ada);
      expect(reply).toMatchObject({ status: 400, body: { code: 'INVALID_CURSOR' } });
    });

    it('answers an empty page for a cursor at the end of time', async () => {
      const cursor = encodeCursor({ createdAt: new Date(0), id: UNKNOWN_ID });
      const reply = await client.call('GET', `/api/user/ada/analyses?cursor=${cursor}`, client.ada);
      expect(reply).toMatchObject({ status: 200, body: { data: [], next_cursor: null } });
    });
  });

  describe('projects', () => {
    it('are created, listed, and refused a second time', async () => {
      const erin = await bearer('erin');
      const payload = { name: 'Shop', description: 'All about it.' };
      const created = await client.call('POST', '/api/projects', erin, payload);
      expect(created).toMatchObject({ status: 201, body: { ...payload, user_id: 'erin' } });
      expect((await client.call('GET', '/api/projects', erin)).body).toEqual({
        data: [created.body],
        next_cursor: null,
      });
      const again = await client.call('POST', '/api/projects', erin, payload);
      expect(again).toMatchObject({ status: 409, body: { code: 'PROJECT_ALREADY_EXISTS' } });
    });

    it.each<[Record<string, unknown>, string[]]>([
      [{}, ['name']],
      [{ name: ' ' }, ['name']],
      [{ name: 'x'.repeat(201), description: 'x'.repeat(4_001) }, ['description', 'name']],
      [{ name: 'a\0', description: null }, ['description', 'name']],
      [{ name: 'x', owner: 'bob' }, ['owner']],
    ])('are refused with %j, naming every field', async (payload, fields) => {
      expect(fieldsOf(await client.call('POST', '/api/projects', client.ada, payload))).toEqual(
        fields,
      );
    });

    it('list their analyses for the owner and admins, and nobody else', async () => {
      const { body } = await client.call('POST', '/api/projects', client.ada, { name: 'Listed' });
      const path = `/api/projects/${String(body.id)}/analyses`;
      expect(listOf(await client.call('GET', path, client.ada))).toEqual([]);
      const added = await client.post(client.newText({ project_id: body.id }));
      expect(added.body.project_id).toBe(body.id);
      for (const caller of [client.ada, client.admin]) {
        expect(listOf(await client.call('GET', path, caller))).toEqual([added.body.id]);
      }
      const refused = { status: 404, body: { code: 'PROJECT_NOT_FOUND' } };
      expect(await client.call('GET', path, client.bob)).toMatchObject(refused);
      const unknown = await client.call(
        'GET',
        `/api/projects/${UNKNOWN_ID}/analyses`,
        client.admin,
      );
      expect(unknown).toMatchObject(refused);
      expect(fieldsOf(await client.call('GET', '/api/projects/x/analyses', client.ada))).toEqual([
        'id',
      ]);
    });
  });
});
