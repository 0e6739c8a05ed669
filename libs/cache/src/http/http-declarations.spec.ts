import { Controller, Get, Next, Redirect, Render, Res, Sse, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CacheModule } from '../cache.module';
import type { HttpCacheSettings } from '../cache.options';
import { HttpCache } from '../decorators/http-cache';
import { CacheOptionsError } from '../errors';
import type { HttpCacheOptions } from './http-cache-options';

async function start(declared: HttpCacheOptions, http: HttpCacheSettings = {}): Promise<void> {
  @Controller('things')
  class ThingsController {
    @Get()
    @HttpCache(declared)
    list() {
      return [];
    }
  }
  await startWith(ThingsController, http);
}

async function startWith(controller: Type, http: HttpCacheSettings = {}): Promise<void> {
  const module = await Test.createTestingModule({
    imports: [CacheModule.forRoot({ http })],
    controllers: [controller],
  }).compile();
  await module.init();
  await module.close();
}

it('refuses a route without a scope', () => {
  // As plain JavaScript would call it.
  const declare = HttpCache as (options: object) => MethodDecorator;
  expect(() => declare({ ttlSeconds: 1 })).toThrow(CacheOptionsError);
});

it.each<[string, HttpCacheOptions, HttpCacheSettings, string]>([
  ['user where nobody tells who asks', { scope: 'user' }, {}, 'http.callerId'],
  ['tenant where nobody tells which', { scope: 'tenant' }, {}, 'http.tenantId'],
  ['an unknown TTL', { scope: 'public', ttlName: 'users' }, {}, '"users"'],
  [
    'two TTLs',
    { scope: 'public', ttlName: 'users', ttlSeconds: 1 },
    { ttlSeconds: { users: 1 } },
    'exclude each other',
  ],
])('refuses at start a route with %s, and names it', async (_name, declared, http, hint) => {
  await expect(start(declared, http)).rejects.toThrow(CacheOptionsError);
  await expect(start(declared, http)).rejects.toThrow(/ThingsController\.list/);
  await expect(start(declared, http)).rejects.toThrow(hint);
});

it.each<[HttpCacheOptions, HttpCacheSettings]>([
  [{ scope: 'user' }, { callerId: () => 'ada' }],
  [{ scope: 'tenant' }, { tenantId: () => 'acme' }],
  [{ scope: 'public', ttlName: 'users' }, { ttlSeconds: { users: 1 } }],
])('starts with %j when the module provides for it', async (declared, http) => {
  await expect(start(declared, http)).resolves.toBeUndefined();
});

describe('a handler whose answer is not what it returns', () => {
  const sending: Record<string, [ParameterDecorator[], MethodDecorator[]]> = {
    '@Res': [[Res()], []],
    '@Next': [[Next()], []],
    '@Redirect': [[], [Redirect('/')]],
    '@Render': [[], [Render('page')]],
    '@Sse': [[], [Sse()]],
  };

  function controllerWith([parameters, methods]: [ParameterDecorator[], MethodDecorator[]]): Type {
    class ThingsController {
      list() {
        return [];
      }
    }
    const { prototype } = ThingsController;
    const method = Object.getOwnPropertyDescriptor(prototype, 'list');
    if (method === undefined) throw new Error('The class has no method.');
    parameters.forEach((decorate, index) => decorate(prototype, 'list', index));
    for (const decorate of [Get(), HttpCache({ scope: 'public' }), ...methods])
      decorate(prototype, 'list', method);
    Controller('things')(ThingsController);
    return ThingsController;
  }

  it.each(Object.entries(sending))('is refused at start: %s', async (_name, decorators) => {
    await expect(startWith(controllerWith(decorators))).rejects.toThrow(
      /ThingsController\.list: the answer has to be what the handler returns/,
    );
  });

  it('is none with @Res({ passthrough: true })', async () => {
    const controller = controllerWith([[Res({ passthrough: true })], []]);
    await expect(startWith(controller)).resolves.toBeUndefined();
  });
});
