import { Controller, Get, Headers, Param, Query, Version, VersioningType } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import fc from 'fast-check';
import { CacheModule } from '../cache.module';
import { HttpCache } from '../decorators/http-cache';
import { startHttpApp } from './testing/http-app';

type Asking = Readonly<Record<'x-user' | 'x-tenant', string | undefined>>;

/** Answers with everything that it was asked, so that a wrong answer shows. */
@Controller()
class EchoController {
  @Get('public/:a/:b')
  @HttpCache({ scope: 'public', query: ['q'] })
  everybody(@Param() params: object, @Query('q') q: unknown) {
    return { scope: 'public', params, q };
  }

  @Get('user/:a/:b')
  @HttpCache({ scope: 'user', query: ['q'] })
  user(@Param() params: object, @Query('q') q: unknown, @Headers('x-user') user: string) {
    return { scope: 'user', params, q, user };
  }

  @Get('tenant/:a/:b')
  @HttpCache({ scope: 'tenant', query: ['q'] })
  tenant(@Param() params: object, @Query('q') q: unknown, @Headers('x-tenant') tenant: string) {
    return { scope: 'tenant', params, q, tenant };
  }
}

const odd = fc.oneof(
  fc.constantFrom('a', 'b', 'a/b', '%2F', '%252F', 'a:b', '*', '[]', '","', '..', 'ů', '__proto__'),
  fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }),
);
/** Ids as a header can carry them; the port may give any text. */
const id = fc.oneof(
  fc
    .constantFrom('ada', 'ada ', 'ADA', 'a:b', '*', '["x"]', 'ada\\n', '%61da')
    .map((x) => x.trim()),
  fc.stringMatching(/^[!-~]{1,8}$/),
);

/** What is asked for: few things, so that different callers ask for the same. */
const target = fc.record({
  scope: fc.constantFrom('public', 'user', 'tenant'),
  a: odd,
  b: odd,
  q: fc.option(fc.oneof(odd, fc.array(odd, { minLength: 2, maxLength: 3 })), { nil: undefined }),
});
const caller = fc.record({
  'x-user': fc.option(id, { nil: undefined }),
  'x-tenant': fc.option(id, { nil: undefined }),
});
const requests = fc
  .tuple(target, target, fc.array(fc.tuple(fc.boolean(), caller), { minLength: 3, maxLength: 8 }))
  .map(([one, other, asking]) =>
    asking.map(([isOne, who]) => ({ ...(isOne ? one : other), ...who })),
  );

function urlOf({ scope, a, b, q }: { scope: string; a: string; b: string; q?: unknown }): string {
  const list = q === undefined ? [] : Array.isArray(q) ? (q as string[]) : [q as string];
  const query = list.map((each) => `q=${encodeURIComponent(each)}`).join('&');
  return `/${scope}/${encodeURIComponent(a)}/${encodeURIComponent(b)}${query && `?${query}`}`;
}

function headersOf({ 'x-user': user, 'x-tenant': tenant }: Asking): Record<string, string> {
  return {
    ...(user !== undefined && { 'x-user': user }),
    ...(tenant !== undefined && { 'x-tenant': tenant }),
  };
}

describe('whom an answer is given to', () => {
  let cached: NestFastifyApplication;
  let uncached: NestFastifyApplication;

  beforeAll(async () => {
    cached = await startHttpApp(EchoController);
    uncached = await startHttpApp(EchoController, { cache: { enabled: false } });
  });

  afterAll(() => Promise.all([cached.close(), uncached.close()]));

  it('is nobody but those for whom the handler would answer the same', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (sequence) => {
        for (const each of sequence) {
          const asking = { url: urlOf(each), headers: headersOf(each) };
          const [got, wanted] = [await cached.inject(asking), await uncached.inject(asking)];
          expect(got.statusCode).toBe(wanted.statusCode);
          expect(got.body).toBe(wanted.body);
        }
      }),
      { numRuns: 200 },
    );
    // Otherwise the property would hold without any cache.
    const again = { url: '/user/a/b', headers: { 'x-user': 'ada' } };
    await cached.inject(again);
    expect((await cached.inject(again)).headers['cache-status']).toContain('hit');
  });

  it('is nobody who is not known, in the scope of users or tenants', async () => {
    for (const url of ['/user/a/b', '/tenant/a/b']) {
      await cached.inject(url);
      expect((await cached.inject(url)).headers['cache-status']).toBe('strata; fwd=bypass');
    }
  });

  it('shares the answer of a tenant within the tenant only', async () => {
    const ask = async (tenant: string, user: string) => {
      const headers = { 'x-tenant': tenant, 'x-user': user };
      return (await cached.inject({ url: '/tenant/t/t', headers })).headers['cache-status'];
    };
    expect(await ask('acme', 'ada')).toContain('fwd=miss');
    expect(await ask('acme', 'bea')).toContain('hit');
    expect(await ask('other', 'ada')).toContain('fwd=miss');
  });
});

/** Two controllers of one name, as two versions of an API have them. */
function versionedController(version: string) {
  @Controller('items')
  class ItemsController {
    @Get(':id')
    @Version(version)
    @HttpCache({ scope: 'public' })
    find() {
      return { version };
    }
  }
  return ItemsController;
}

it('never answers one version of a route with another', async () => {
  const module = await Test.createTestingModule({
    imports: [CacheModule.forRoot()],
    controllers: [versionedController('1'), versionedController('2')],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' });
  await app.init();
  try {
    for (const version of ['1', '2', '1', '2']) {
      const answer = await app.inject({ url: '/items/1', headers: { 'x-version': version } });
      expect(answer.json()).toEqual({ version });
    }
  } finally {
    await app.close();
  }
});

it.each(['', null, 7, Number.NaN, {}])(
  'takes for unknown whom nobody could tell from others: %s',
  async (who) => {
    const app = await startHttpApp(EchoController, {
      cache: { http: { callerId: () => who as never } },
    });
    for (const user of ['ada', 'bea']) {
      const { headers, body } = await app.inject({ url: '/user/1/2', headers: { 'x-user': user } });
      expect(headers['cache-status']).toBe('strata; fwd=bypass');
      expect(JSON.parse(body)).toMatchObject({ user });
    }
    await app.close();
  },
);
