import {
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CacheModule } from '../cache.module';
import type { CacheOptions } from '../cache.options';
import { CacheService } from '../cache.service';
import { HttpCache } from '../decorators/http-cache';

class ItemDto {
  constructor(readonly id: string) {}
}

interface Reply {
  status(code: number): void;
  header(name: string, value: string): void;
}

let calls = 0;

@Controller('items')
class ItemsController {
  @Get('plain')
  plain() {
    return { calls: ++calls };
  }

  @Get('files')
  @HttpCache({ scope: 'public' })
  file() {
    calls++;
    return new StreamableFile(Buffer.from('bytes'));
  }

  @Get('created')
  @HttpCode(201)
  @HttpCache({ scope: 'public' })
  created() {
    return { calls: ++calls };
  }

  @Get('varying')
  @HttpCache({ scope: 'public' })
  varying(@Res({ passthrough: true }) reply: Reply) {
    reply.status(++calls === 1 ? 202 : 200);
    return { calls };
  }

  @Get('private')
  @Header('Cache-Control', 'private')
  @HttpCache({ scope: 'public' })
  private() {
    return { calls: ++calls };
  }

  @Get('cookie')
  @HttpCache({ scope: 'public' })
  cookie(@Res({ passthrough: true }) reply: Reply) {
    reply.header('set-cookie', 'a=b');
    return { calls: ++calls };
  }

  @Get('failing')
  @HttpCache({ scope: 'public' })
  failing() {
    calls++;
    throw new Error('broken');
  }

  @Get('mine')
  @HttpCache({ scope: 'user' })
  mine() {
    return { calls: ++calls };
  }

  @Get(':id')
  @HttpCache({
    scope: 'public',
    ttlSeconds: 60,
    query: ['page', 'tag'],
    tags: ({ params }) => [`item:${params.id}`],
  })
  async find(@Param('id') id: string, @Query('page') page?: string) {
    await new Promise((resolve) => setImmediate(resolve));
    return { item: new ItemDto(id), page, calls: ++calls };
  }

  @Post('created')
  @HttpCache({ scope: 'public' })
  create() {
    return { calls: ++calls };
  }
}

let app: NestFastifyApplication;

async function start(options: CacheOptions = {}): Promise<void> {
  const callerId = (request: unknown): string | undefined =>
    (request as { headers: Record<string, string> }).headers['x-user'];
  const module = await Test.createTestingModule({
    imports: [CacheModule.forRoot({ ...options, http: { callerId, cacheName: 'strata' } })],
    controllers: [ItemsController],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  await app.init();
}

async function get(url: string, headers: Record<string, string> = {}) {
  const { statusCode, headers: answered, body } = await app.inject({ method: 'GET', url, headers });
  return { statusCode, status: answered['cache-status'], type: answered['content-type'], body };
}

beforeEach(() => {
  calls = 0;
});

afterEach(() => app.close());

it('answers a repeat with the same bytes, without the handler', async () => {
  await start();
  const first = await get('/items/1');
  expect(first.statusCode).toBe(200);
  expect(first.status).toBe('strata; fwd=miss; stored; ttl=60');
  const second = await get('/items/1');
  expect(second).toEqual({
    ...first,
    status: expect.stringMatching(/^strata; hit; ttl=(60|59); detail=memory$/) as string,
  });
  expect(second.type).toBe('application/json; charset=utf-8');
  expect(JSON.parse(second.body)).toEqual({ item: { id: '1' }, calls: 1 });
});

it('runs the handler once for many requests at the same time', async () => {
  await start();
  const answers = await Promise.all(Array.from({ length: 50 }, () => get('/items/1')));
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  expect(answers.filter(({ status }) => String(status).includes('collapsed'))).toHaveLength(49);
});

it('does not cache a route that declares nothing', async () => {
  await start();
  await get('/items/plain');
  expect(await get('/items/plain')).toMatchObject({ status: undefined, body: '{"calls":2}' });
});

it('tells parameters and declared query parameters apart, in any order', async () => {
  await start();
  await get('/items/1?page=2&tag=a&tag=b');
  expect((await get('/items/1?tag=a&tag=b&page=2')).status).toContain('hit');
  for (const url of [
    '/items/1?page=3&tag=a&tag=b',
    '/items/1?page=2&tag=b&tag=a',
    '/items/2?page=2',
    '/items/1',
  ]) {
    expect((await get(url)).status).toContain('fwd=miss');
  }
});

it('goes past the cache when a query parameter is not declared, for the handler may look at it', async () => {
  await start();
  await get('/items/1?page=2');
  const answer = await get('/items/1?page=2&utm=x');
  expect(answer.status).toBe('strata; fwd=bypass');
  expect(JSON.parse(answer.body)).toMatchObject({ calls: 2 });
});

it("never answers one user with another user's answer, nor an unknown one from the cache", async () => {
  await start();
  await get('/items/mine', { 'x-user': 'ada' });
  expect(await get('/items/mine', { 'x-user': 'bea' })).toMatchObject({ body: '{"calls":2}' });
  expect(await get('/items/mine', { 'x-user': 'ada' })).toMatchObject({ body: '{"calls":1}' });
  await get('/items/mine');
  expect(await get('/items/mine')).toMatchObject({
    status: 'strata; fwd=bypass',
    body: '{"calls":4}',
  });
});

it.each(['created', 'private', 'cookie', 'files'])(
  'does not keep the answer of /items/%s',
  async (path) => {
    await start();
    await get(`/items/${path}`);
    expect((await get(`/items/${path}`)).status).toBe('strata; fwd=miss');
    expect(calls).toBe(2);
  },
);

it('runs the handler for each request when an answer is not for sharing', async () => {
  await start();
  const answers = await Promise.all([get('/items/varying'), get('/items/varying')]);
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 202]);
});

it('does not keep a failure', async () => {
  await start();
  expect(await get('/items/failing')).toMatchObject({ statusCode: 500 });
  await get('/items/failing');
  expect(calls).toBe(2);
});

it('caches GET only', async () => {
  await start();
  const { headers } = await app.inject({ method: 'POST', url: '/items/created' });
  expect(headers['cache-status']).toBe('strata; fwd=method');
  expect(app.get(CacheService).stats().memory.entries).toBe(0);
});

it('forgets an answer by its tag', async () => {
  await start();
  await get('/items/1');
  await app.get(CacheService).deleteByTag('item:1');
  expect((await get('/items/1')).status).toContain('fwd=miss');
});

it('lets every request through when the cache is off', async () => {
  await start({ enabled: false });
  await get('/items/1');
  expect((await get('/items/1')).status).toBe('strata; fwd=bypass');
  expect(calls).toBe(2);
});
