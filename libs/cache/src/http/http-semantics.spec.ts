import { Controller, Get, Header, Headers, Param, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HttpCache } from '../decorators/http-cache';
import { startHttpApp } from './testing/http-app';

interface Reply {
  header(name: string, value: string): void;
}

let calls = 0;

@Controller('items')
class ItemsController {
  @Get('limited')
  @Header('Cache-Control', 'public, max-age=30, s-maxage=10')
  @HttpCache({ scope: 'user', ttlSeconds: 60 })
  limited() {
    return { calls: ++calls };
  }

  @Get('headers')
  @Header('X-Declared', 'yes')
  @HttpCache({ scope: 'public' })
  headers(@Res({ passthrough: true }) reply: Reply) {
    reply.header('x-set', 'žádný'.length.toString());
    return { calls: ++calls };
  }

  @Get('undeclared-vary')
  @HttpCache({ scope: 'public' })
  undeclaredVary(@Res({ passthrough: true }) reply: Reply) {
    reply.header('vary', 'Accept-Language');
    return { calls: ++calls };
  }

  @Get('greeting')
  @HttpCache({ scope: 'public', vary: ['Accept-Language'] })
  greeting(@Headers('accept-language') language = 'en') {
    return { language, calls: ++calls };
  }

  @Get('answers/:directive')
  @HttpCache({ scope: 'public' })
  answers(@Param('directive') directive: string, @Res({ passthrough: true }) reply: Reply) {
    reply.header('cache-control', directive);
    return { calls: ++calls };
  }

  @Get('nothing')
  @HttpCache({ scope: 'public' })
  nothing() {
    return { calls: ++calls, toJSON: () => undefined };
  }

  @Get(':id')
  @HttpCache({ scope: 'public', ttlSeconds: 60 })
  async find(@Param('id') id: string) {
    await new Promise((resolve) => setImmediate(resolve));
    return { id, calls: ++calls };
  }
}

// Both ways of answering a hit: by the interceptor, and before Nest runs.
describe.each([false, true])('answers of cached routes, answered early: %s', (early) => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    calls = 0;
    app = await startHttpApp(ItemsController, { early });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await app.close();
  });

  async function get(url: string, headers: Record<string, string> = {}, method = 'GET') {
    const verb = method === 'HEAD' ? 'HEAD' : 'GET';
    return app.inject({ method: verb, url: `/items/${url}`, headers });
  }

  async function statusOf(url: string, headers: Record<string, string> = {}) {
    return (await get(url, headers)).headers['cache-status'];
  }

  function passSeconds(seconds: number): void {
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + seconds * 1_000);
  }

  it.each([
    ['no-cache', 'strata; fwd=request; stored; ttl=60'],
    ['max-age=0, No-Cache', 'strata; fwd=request; stored; ttl=60'],
    ['max-age=nonsense', 'strata; fwd=request; stored; ttl=60'],
    ['no-store', 'strata; fwd=request'],
    ['min-fresh=61', 'strata; fwd=request; stored; ttl=60'],
    ['max-age=1', 'strata; hit; ttl=60; detail=memory'],
    ['min-fresh=5', 'strata; hit; ttl=60; detail=memory'],
    ['max-stale', 'strata; hit; ttl=60; detail=memory'],
  ])('does as a request with Cache-Control: %s asks', async (value, status) => {
    await get('1');
    expect(await statusOf('1', { 'cache-control': value })).toBe(status);
  });

  it('does not keep what is nothing as JSON', async () => {
    for (const expected of [1, 2]) {
      await expect(get('nothing')).resolves.toMatchObject({ statusCode: 200, body: '' });
      expect(calls).toBe(expected);
    }
  });

  it('keeps nothing of a request with no-store', async () => {
    const { headers } = await get('1', { 'cache-control': 'no-store' });
    // It has been in no cache.
    expect(headers.age).toBeUndefined();
    expect(await statusOf('1')).toContain('fwd=miss');
  });

  it('answers what no-cache has loaded to the next', async () => {
    await get('1');
    await get('1', { 'cache-control': 'no-cache' });
    expect((await get('1')).json()).toMatchObject({ calls: 2 });
  });

  it('tells the age in whole seconds, and gives no older answer than the request takes', async () => {
    const first = await get('1');
    expect(first.headers).not.toHaveProperty('age');
    passSeconds(7.9);
    expect((await get('1')).headers.age).toBe('7');
    expect(await statusOf('1', { 'cache-control': 'max-age=7' })).toContain('hit');
    expect(await statusOf('1', { 'cache-control': 'max-age=6' })).toContain('fwd=request; stored');
    expect((await get('1')).headers.age).toBe('0');
  });

  it.each(['no-store', 'no-cache', 'private', 'max-age=0', 's-maxage=0, max-age=60'])(
    'does not keep what the handler answers with Cache-Control: %s',
    async (value) => {
      const url = `answers/${encodeURIComponent(value)}`;
      const first = await get(url);
      expect(first.headers['cache-status']).toBe('strata; fwd=miss');
      expect(await statusOf(url)).toBe('strata; fwd=miss');
      expect(calls).toBe(2);
    },
  );

  it("lives as long as the handler's Cache-Control says", async () => {
    const user = { 'x-user': 'ada' };
    expect(await statusOf('limited', user)).toContain('ttl=10');
    expect(await statusOf('answers/max-age=33')).toContain('ttl=33');
  });

  it('lets nobody else keep the answer of one user', async () => {
    const first = await get('limited', { 'x-user': 'ada' });
    expect(first.headers['cache-control']).toBe('private, max-age=30');
    const hit = await get('limited', { 'x-user': 'ada' });
    expect(hit.headers['cache-control']).toBe('private, max-age=30');
    const unknown = await get('limited');
    expect(unknown.headers).toMatchObject({
      'cache-status': 'strata; fwd=bypass',
      'cache-control': 'private, max-age=30',
    });
  });

  it('tells clients to ask each time, for invalidations do not reach them', async () => {
    expect((await get('1')).headers['cache-control']).toBe('public, no-cache');
  });

  it('answers 304 to who has the answer, with its headers and without a body', async () => {
    const first = await get('1');
    const etag = String(first.headers.etag);
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const second = await get('1', { 'if-none-match': known });
      expect(second.statusCode).toBe(304);
      expect(second.body).toBe('');
      expect(second.headers).toMatchObject({ etag, 'cache-control': 'public, no-cache', age: '0' });
      expect(second.headers).not.toHaveProperty('content-type');
    }
    expect((await get('1', { 'if-none-match': '"other"' })).statusCode).toBe(200);
    expect(calls).toBe(1);
  });

  it('answers 304 also when the handler has made the same again', async () => {
    const etag = '*';
    expect((await get('1', { 'if-none-match': etag })).statusCode).toBe(304);
  });

  it('answers HEAD as GET, without the body', async () => {
    await get('1');
    for (let i = 0; i < 2; i++) {
      const head = await get('1', {}, 'HEAD');
      const again = await get('1');
      expect(head.body).toBe('');
      expect(head.headers).toEqual({ ...again.headers, date: head.headers.date });
    }
    expect(calls).toBe(1);
  });

  it("keeps the handler's headers", async () => {
    await get('headers');
    const hit = await get('headers');
    expect(hit.headers['cache-status']).toContain('hit');
    expect(hit.headers).toMatchObject({ 'x-declared': 'yes', 'x-set': '5' });
  });

  it('tells answers apart by declared headers, and says so in Vary', async () => {
    for (const [language, expected] of [
      ['cs', 1],
      ['de', 2],
      ['cs', 1],
    ] as const) {
      const answer = await get('greeting', { 'accept-language': language });
      expect(answer.json()).toEqual({ language, calls: expected });
      expect(answer.headers.vary).toBe('accept-language');
    }
  });

  it('does not keep what varies by a header that is not declared', async () => {
    await get('undeclared-vary');
    expect(await statusOf('undeclared-vary')).toBe('strata; fwd=miss');
  });

  it('runs the handler once for 500 requests of a cold URL', async () => {
    const answers = await Promise.all(Array.from({ length: 500 }, () => get('1')));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(calls).toBe(1);
    const collapsed = answers.filter(({ headers }) =>
      String(headers['cache-status']).includes('fwd=miss; collapsed'),
    );
    expect(collapsed).toHaveLength(499);
  });

  it('takes the same address, however it is written, for the same', async () => {
    await get('a%2Fb');
    expect(await statusOf('a%2fb')).toContain('hit');
    expect(await statusOf('%61%2Fb')).toContain('hit');
    expect(await statusOf('a%252Fb')).toContain('fwd=miss');
  });
});
