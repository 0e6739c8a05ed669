import { type IncomingHttpHeaders, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { CacheAloneModule } from './express-app';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

describe('the library alone in an application on Express', () => {
  let app: NestExpressApplication;
  let base: string;

  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(CacheAloneModule, new ExpressAdapter(), {
      logger: false,
    });
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
  });

  afterAll(() => app.close());

  function ask(
    path: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<Answer> {
    return new Promise((done, fail) => {
      const asked = request(`${base}${path}`, { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode: status, headers: answered } = response;
          done({ status, headers: answered, bytes: Buffer.concat(chunks) });
        });
      });
      asked.on('error', fail).end();
    });
  }

  async function told(path: string, headers: Record<string, string> = {}) {
    const { headers: answered, bytes } = await ask(path, headers);
    return [answered['cache-status'], bytes.toString()];
  }

  it('has hits, 304, HEAD, Age and Cache-Status', async () => {
    const first = await ask('/names/1');
    expect(first.headers).toMatchObject({
      'cache-status': 'cache; fwd=miss; stored; ttl=60',
      'cache-control': 'public, no-cache',
      'content-type': 'application/json; charset=utf-8',
      etag: expect.stringMatching(/^"[\w-]{27}"$/) as string,
    });
    expect(first.headers.age).toBeUndefined();
    const hit = await ask('/names/1');
    expect(hit.headers).toMatchObject({
      'cache-status': expect.stringMatching(/^cache; hit; ttl=(60|59); detail=memory$/) as string,
      age: expect.stringMatching(/^\d$/) as string,
      etag: first.headers.etag,
    });
    expect([hit.status, hit.bytes]).toEqual([200, first.bytes]);
    const known = await ask('/names/1', { 'if-none-match': String(first.headers.etag) });
    expect([known.status, known.bytes.length]).toEqual([304, 0]);
    const head = await ask('/names/1', {}, 'HEAD');
    expect(head.bytes).toHaveLength(0);
    expect(head.headers['content-length']).toBe(String(first.bytes.length));
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('sends %s, with an entity tag and a length of its own', async (coding, decode) => {
    const plain = await ask('/long');
    const accepting = { 'accept-encoding': coding };
    for (const method of ['GET', 'HEAD']) {
      const { headers, bytes } = await ask('/long', accepting, method);
      expect(headers).toMatchObject({
        'content-encoding': coding,
        'content-type': plain.headers['content-type'],
        etag: String(plain.headers.etag).replace(/"$/, `-${coding}"`),
        vary: 'accept-encoding',
      });
      expect(Number(headers['content-length'])).toBeLessThan(0.3 * plain.bytes.length);
      if (method === 'GET') expect(decode(bytes)).toEqual(plain.bytes);
      const known = await ask('/long', { ...accepting, 'if-none-match': String(headers.etag) });
      expect(known.status).toBe(304);
    }
  });

  it('keeps callers apart, and caches nothing that declares no scope', async () => {
    const ada = { 'x-user': 'ada', 'accept-language': 'en' };
    const [, made] = await told('/mine?page=2', ada);
    expect(await told('/mine?page=2', ada)).toEqual([expect.stringContaining('hit'), made]);
    for (const other of [{ 'x-user': 'bea' }, { 'accept-language': 'cs' }])
      expect((await told('/mine?page=2', { ...ada, ...other }))[0]).toContain('fwd=miss');
    expect((await told('/mine?page=2'))[0]).toBe('cache; fwd=bypass');
    expect((await told('/mine?other=2', ada))[0]).toBe('cache; fwd=bypass');
    await told('/undeclared', { authorization: 'Bearer x' });
    expect(await told('/undeclared')).toEqual([undefined, '{"calls":2}']);
  });

  it('honours no-store, no-cache and only-if-cached', async () => {
    expect((await ask('/names/2', { 'cache-control': 'only-if-cached' })).status).toBe(504);
    expect((await told('/names/2', { 'cache-control': 'no-store' }))[0]).toContain('fwd=');
    expect((await told('/names/2'))[0]).toContain('fwd=miss');
    expect((await told('/names/2', { 'cache-control': 'no-cache' }))[0]).toContain('fwd=request');
    expect((await told('/names/2', { 'cache-control': 'only-if-cached' }))[0]).toContain('hit');
  });

  it('forgets what a decorated method has changed', async () => {
    expect(await told('/names/3')).toEqual([expect.stringContaining('fwd=miss'), '{"name":"Ada"}']);
    await ask('/names/3/Bea', {}, 'PUT');
    expect(await told('/names/3')).toEqual([expect.stringContaining('fwd=miss'), '{"name":"Bea"}']);
  });

  it('shows its figures, looks into entries, and serves CACHE_MANAGER', async () => {
    const figures = async () =>
      JSON.parse(String((await told('/figures/4'))[1])) as { hits: number };
    await ask('/names/4');
    const before = await figures();
    await ask('/names/4');
    expect(await figures()).toEqual({
      hits: before.hits + 1,
      inspected: [expect.objectContaining({ tier: 'memory', tags: ['n:4'] })],
      counted: { memory: 1, redis: 0, complete: true },
      seen: { times: 1 },
    });
  });
});
