import { Controller, Get } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CacheService } from '../cache.service';
import { HttpCache } from '../decorators/http-cache';
import { startHttpApp } from './testing/http-app';

let calls = 0;

@Controller('brittle')
class BrittleController {
  @Get()
  @HttpCache({ scope: 'public', ttlSeconds: 0.05 })
  answer() {
    if (++calls > 1) throw new Error('broken');
    return { calls };
  }
}

it('answers with what has expired while the handler fails, where that is allowed, and says so', async () => {
  calls = 0;
  const app = await startHttpApp(BrittleController, { cache: { staleIfErrorSeconds: 60 } });
  try {
    let answer = await app.inject('/brittle');
    // The entry lives for 50 ms: at most as many turns as that takes.
    for (let turn = 0; turn < 10_000 && calls < 2; turn++) answer = await app.inject('/brittle');
    expect(answer.json()).toEqual({ calls: 1 });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-status']).toMatch(/^strata; fwd=stale; ttl=-?\d+$/);
    expect(answer.headers.age).toBe('0');
    // A failure is not repeated at once: the handler is left alone for a second.
    const next = await app.inject('/brittle');
    const left = /^strata; hit; ttl=-?\d+; detail=stale$/;
    expect(next.headers['cache-status']).toMatch(calls === 2 ? left : /fwd=stale/);
  } finally {
    await app.close();
  }
});

@Controller('articles')
class ArticlesController {
  @Get(':id')
  @HttpCache({
    scope: 'public',
    ttlSeconds: 60,
    tags: ['articles'],
    answerTags: ({ author }: { author: string }) => [`by:${author}`],
  })
  article() {
    return { author: 'ada', calls: ++calls };
  }
}

// Both ways of answering a hit: by the interceptor, and before Nest runs.
describe.each([false, true])('a kept answer, answered early: %s', (early) => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    calls = 0;
    app = await startHttpApp(ArticlesController, { early });
  });

  afterEach(() => app.close());

  const get = (control = '') =>
    app.inject({ url: '/articles/1', headers: control ? { 'cache-control': control } : {} });

  it('is all that a request with only-if-cached gets; without one it is a 504', async () => {
    expect((await get('only-if-cached')).statusCode).toBe(504);
    expect(calls).toBe(0);
    await get();
    const kept = await get('only-if-cached');
    expect(kept.json()).toEqual({ author: 'ada', calls: 1 });
    expect(kept.headers).toMatchObject({
      'cache-status': 'strata; hit; ttl=60; detail=memory',
      age: '0',
    });
    for (const refusal of ['no-cache', 'max-age=0', 'min-fresh=61']) {
      expect((await get(`only-if-cached, ${refusal}`)).statusCode).toBe(504);
    }
    expect(calls).toBe(1);
  });

  it.each(['articles', 'by:ada'])(
    'goes with its tag %s, of the route or of the answer',
    async (tag) => {
      await get();
      await app.get(CacheService).deleteByTag(tag);
      expect((await get()).json()).toMatchObject({ calls: 2 });
    },
  );

  it('stays when what else has the tag of another answer goes', async () => {
    await get();
    await app.get(CacheService).deleteByTag('by:bob');
    expect((await get()).json()).toMatchObject({ calls: 1 });
  });
});

it('with the cache off, only-if-cached is a 504', async () => {
  const app = await startHttpApp(ArticlesController, { cache: { enabled: false } });
  try {
    const headers = { 'cache-control': 'only-if-cached' };
    expect((await app.inject({ url: '/articles/1', headers })).statusCode).toBe(504);
  } finally {
    await app.close();
  }
});
