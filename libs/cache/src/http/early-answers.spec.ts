import { type CanActivate, Controller, Get, Injectable, Param, UseGuards } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CacheModule } from '../cache.module';
import { HttpCache } from '../decorators/http-cache';
import { attachEarlyAnswers, EarlyAnswers } from './early-answers';
import type { HandlerOfRoute } from './http-route';

let guarded = 0;
let handled = 0;

@Injectable()
class CountingGuard implements CanActivate {
  canActivate(): boolean {
    guarded++;
    return true;
  }
}

@Controller('items')
@UseGuards(CountingGuard)
class ItemsController {
  @Get('plain')
  plain() {
    return { handled: ++handled };
  }

  @Get('long')
  @HttpCache({ scope: 'public' })
  long() {
    return { text: 'A long answer. '.repeat(200) };
  }

  @Get(':id')
  @HttpCache({ scope: 'public', ttlSeconds: 60 })
  find(@Param('id') id: string) {
    return { id, handled: ++handled };
  }
}

let app: NestFastifyApplication;
let admitted = true;
const asked: HandlerOfRoute[] = [];
const answered: string[] = [];
const waiting: string[] = [];

beforeEach(async () => {
  guarded = handled = asked.length = answered.length = waiting.length = 0;
  admitted = true;
  const module = await Test.createTestingModule({
    imports: [CacheModule.forRoot()],
    controllers: [ItemsController],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  const instance = app.getHttpAdapter().getInstance();
  instance.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-request-id', 'r1').header('vary', 'Origin');
    done();
  });
  attachEarlyAnswers<{ url: string }>(instance, app.get(EarlyAnswers), {
    admits: (_request, route) => {
      asked.push(route);
      return admitted;
    },
    onAnswer: ({ url }) => answered.push(url),
    onWait: ({ url }, sent) => {
      waiting.push(url);
      void sent.then(() => waiting.push('sent'));
    },
  });
  await app.init();
});

afterEach(() => app.close());

it('answers a hit before any guard runs, and says that it did', async () => {
  await app.inject('/items/1');
  expect({ guarded, handled, answered }).toEqual({ guarded: 1, handled: 1, answered: [] });
  const hit = await app.inject('/items/1');
  expect(hit.json()).toEqual({ id: '1', handled: 1 });
  expect({ guarded, handled, answered }).toEqual({
    guarded: 1,
    handled: 1,
    answered: ['/items/1'],
  });
});

it('asks who may have it first, by the handler and controller of the route', async () => {
  await app.inject('/items/1');
  await app.inject('/items/1');
  expect(asked).toMatchObject([
    { controller: ItemsController, handler: Reflect.get(ItemsController.prototype, 'find') },
  ]);
});

it('leaves whoever is not admitted to the guards', async () => {
  await app.inject('/items/1');
  admitted = false;
  const answer = await app.inject('/items/1');
  expect(answer.headers['cache-status']).toContain('hit');
  expect({ guarded, answered }).toEqual({ guarded: 2, answered: [] });
});

it('leaves misses and routes that are not cached to Nest', async () => {
  await app.inject('/items/1');
  await app.inject('/items/2');
  await app.inject('/items/plain');
  await app.inject('/items/plain');
  expect({ guarded, handled }).toEqual({ guarded: 4, handled: 4 });
});

it('sends the same headers as Nest does, except for those of the cache itself', async () => {
  const first = await app.inject('/items/1');
  const hit = await app.inject('/items/1');
  expect(answered).toHaveLength(1);
  const { age, ...rest } = hit.headers;
  expect(age).toBe('0');
  const own = { 'cache-status': 'cache; hit; ttl=60; detail=memory', date: first.headers.date };
  expect({ ...rest, ...own }).toEqual({ ...first.headers, ...own });
});

it('tells of an answer that has to wait for its compression, until it is sent', async () => {
  await app.inject('/items/long');
  await app.inject('/items/long');
  expect(waiting).toEqual([]);
  const headers = { 'accept-encoding': 'gzip' };
  for (let call = 0; call < 2; call++) await app.inject({ url: '/items/long', headers });
  expect(answered).toHaveLength(3);
  expect(waiting).toEqual(['/items/long', 'sent']);
});
