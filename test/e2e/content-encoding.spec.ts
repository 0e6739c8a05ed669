import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { bearer, startTestApp, type TestApp } from '../support/app';

const DECODERS = { br: brotliDecompressSync, gzip: gunzipSync };
const USERS = 40;

describe('content encodings', () => {
  let test: TestApp;
  let admin: { authorization: string };
  let projectId: string;

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true' });
    admin = await bearer('root', 'admin');
    projectId = await post<{ id: string }>('/api/projects', { name: 'Lists' }).then(({ id }) => id);
    for (let n = 0; n < USERS; n++) {
      await post('/api/users', userOf(n));
      const content = `Ticket ${String(n)}: the login page crashes after step ${String(n * 7)}.`;
      await post('/api/analysis', { kind: 'text', content, project_id: projectId });
    }
  });

  afterAll(() => test.close());

  async function post<T>(url: string, payload: object): Promise<T> {
    const response = await test.app.inject({ method: 'POST', url, payload, headers: admin });
    expect(response.statusCode).toBe(201);
    return response.json<T>();
  }

  const get = (url: string, headers: Record<string, string> = {}) =>
    test.app.inject({ url, headers: { ...admin, ...headers } });

  const lists = () =>
    [
      ['not cached', '/api/users'],
      ['cached as an answer', '/api/user/root/analyses'],
      ['cached below HTTP', `/api/projects/${projectId}/analyses`],
    ] as const;

  it.each(['br', 'gzip'] as const)('make lists at least 70 %% smaller: %s', async (coding) => {
    for (const [, url] of lists()) {
      const plain = await get(url);
      for (let time = 0; time < 3; time++) {
        const { headers, rawPayload } = await get(url, { 'accept-encoding': coding });
        expect(headers['content-encoding']).toBe(coding);
        expect(rawPayload.length).toBeLessThanOrEqual(0.3 * plain.rawPayload.length);
        expect(DECODERS[coding](rawPayload).toString()).toBe(plain.body);
      }
    }
  });

  it('have an entity tag each, which alone makes a 304', async () => {
    for (const [kind, url] of lists()) {
      const tags: [string, string][] = [];
      for (const coding of ['identity', 'gzip', 'br']) {
        const { headers } = await get(url, { 'accept-encoding': coding });
        expect([kind, headers.vary]).toEqual([kind, expect.stringMatching(/accept-encoding/i)]);
        tags.push([coding, String(headers.etag)]);
      }
      expect(new Set(tags.map(([, tag]) => tag)).size).toBe(3);
      for (const [coding, tag] of tags) {
        for (const [asked] of tags) {
          const headers = { 'accept-encoding': asked, 'if-none-match': tag };
          const { statusCode, headers: answered, rawPayload } = await get(url, headers);
          expect([kind, asked, coding, statusCode]).toEqual([
            ...[kind, asked, coding],
            asked === coding ? 304 : 200,
          ]);
          if (statusCode !== 304) continue;
          expect(rawPayload).toHaveLength(0);
          expect(answered.etag).toBe(tag);
          expect(answered).not.toHaveProperty('content-encoding');
        }
      }
    }
  });

  it('leave short answers as they are, with their tag', async () => {
    const url = '/api/users/user-1/settings';
    const headers = { 'accept-encoding': 'br, gzip' };
    const first = await get(url, headers);
    expect(first.headers).not.toHaveProperty('content-encoding');
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const etag = String(first.headers.etag);
    expect((await get(url, { ...headers, 'if-none-match': etag })).statusCode).toBe(304);
  });

  it('give no tag to what nobody may keep, and to no error', async () => {
    for (const url of ['/admin/db/pool', '/api/users/nobody/settings']) {
      expect((await get(url)).headers).not.toHaveProperty('etag');
    }
  });

  it('answer HEAD with the headers of GET', async () => {
    const headers = { ...admin, 'accept-encoding': 'gzip' };
    const head = await test.app.inject({ method: 'HEAD', url: '/api/users', headers });
    const full = await get('/api/users', { 'accept-encoding': 'gzip' });
    expect(head.rawPayload).toHaveLength(0);
    for (const name of ['etag', 'content-encoding', 'content-length', 'vary']) {
      expect([name, head.headers[name]]).toEqual([name, full.headers[name]]);
    }
    const known = { ...headers, 'if-none-match': String(full.headers.etag) };
    const again = await test.app.inject({ method: 'HEAD', url: '/api/users', headers: known });
    expect(again.statusCode).toBe(304);
  });

  it('refuse a compressed body, which may hold more than it shows', async () => {
    const headers = { ...admin, 'content-encoding': 'gzip', 'content-type': 'application/json' };
    const payload = Buffer.from('{}');
    const request = { method: 'POST', url: '/api/projects', headers, payload } as const;
    expect((await test.app.inject(request)).statusCode).toBe(400);
  });
});

function userOf(n: number) {
  const name = ['Jana Nováková', 'Ada Byron', '山田 恵子', 'José García'][n % 4] ?? '';
  const time_zone = ['Europe/Prague', 'Europe/London', 'Asia/Tokyo', 'America/Bogota'][n % 4];
  const id = `user-${String(n)}`;
  return { id, email: `${id}@example.com`, display_name: name, time_zone };
}
