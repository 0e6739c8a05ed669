import { Controller, Get, Param } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { SignJWT } from 'jose';
import pino from 'pino';
import { CacheModule, EarlyAnswers, HttpCache } from '@strata/cache';
import { Access } from '../../../apps/api/src/http/access';
import { AccessGuard } from '../../../apps/api/src/http/access.guard';
import { AccessPolicy } from '../../../apps/api/src/http/access-policy';
import { createAdapter } from '../../../apps/api/src/http/adapter';
import { callerOf, CurrentCaller, type Caller } from '../../../apps/api/src/http/caller';
import { configureHttp } from '../../../apps/api/src/http/configure';
import { ProblemDetailsFilter } from '../../../apps/api/src/http/problem-details.filter';
import { RequestsInFlight } from '../../../apps/api/src/http/requests-in-flight';
import { TokenVerifier } from '../../../apps/api/src/http/token-verifier';

const SECRET = 'a secret of at least thirty-two bytes';

/** Only the time of day is moved: the application goes on by real timers. */
const ALL_BUT_DATE = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

let handled = 0;

class EveryRule {
  @Access.public()
  @Get('public/:id')
  @HttpCache({ scope: 'public' })
  everybody(@Param('id') id: string) {
    return { id, handled: ++handled };
  }

  @Access.user()
  @Get('user/:id')
  @HttpCache({ scope: 'user' })
  user(@CurrentCaller() { subject }: Caller) {
    return { subject, handled: ++handled };
  }

  /** The answer is the same for everybody, but not everybody may have it. */
  @Access.self('id')
  @Get('self/:id')
  @HttpCache({ scope: 'public' })
  self(@Param('id') id: string) {
    return { id, handled: ++handled };
  }

  @Access.admin()
  @Get('admin/:id')
  @HttpCache({ scope: 'public' })
  admin() {
    return { handled: ++handled };
  }

  @Get('undeclared/:id')
  @HttpCache({ scope: 'public' })
  undeclared() {
    return { handled: ++handled };
  }

  @Get('by-class/:id')
  @HttpCache({ scope: 'public' })
  byClass() {
    return { handled: ++handled };
  }
}

/** The same handlers behind two rules: what one of them may answer, the other may not. */
@Controller('open')
@Access.public()
class OpenController extends EveryRule {}

@Controller('closed')
@Access.admin()
class ClosedController extends EveryRule {}

async function start({ tokenRequired = true } = {}): Promise<NestFastifyApplication> {
  const logger = pino({ level: 'silent' });
  const problems = new ProblemDetailsFilter(logger);
  const policy = new AccessPolicy(new TokenVerifier({ jwtSecret: SECRET }), tokenRequired);
  // The cache library serves any HTTP adapter; here it is Fastify.
  const callerId = (request: unknown) => callerOf(request as never)?.subject;
  const testing = await Test.createTestingModule({
    imports: [CacheModule.forRoot({ http: { callerId } })],
    controllers: [OpenController, ClosedController],
    providers: [
      { provide: AccessPolicy, useValue: policy },
      { provide: APP_GUARD, useClass: AccessGuard },
    ],
  }).compile();
  const adapter = createAdapter({ bodyLimitBytes: 1_000, trustProxy: false }, problems);
  const app = testing.createNestApplication<NestFastifyApplication>(adapter, { logger: false });
  const early = { answers: app.get(EarlyAnswers), policy };
  const state = { draining: { active: false }, inFlight: new RequestsInFlight() };
  const limits = { corsOrigins: [], loopbackOnly: false, requestTimeoutMs: 30_000 };
  configureHttp(app, { ...limits, ...state, logger, problems, early });
  await app.init();
  return app;
}

function token(subject: string, roles: string[], expires: string, secret = SECRET) {
  return new SignJWT({ sub: subject, roles })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret))
    .then((signed) => `Bearer ${signed}`);
}

const ROUTES = ['open', 'closed'].flatMap((prefix) =>
  ['public', 'user', 'self', 'admin', 'undeclared', 'by-class'].flatMap((rule) =>
    ['alice', 'bob'].map((id) => `/${prefix}/${rule}/${id}`),
  ),
);

async function callers(): Promise<Record<string, string | undefined>> {
  return {
    nobody: undefined,
    alice: await token('alice', ['user'], '5m'),
    bob: await token('bob', ['user'], '5m'),
    admin: await token('root', ['admin'], '5m'),
    expired: await token('alice', ['admin'], '-5m'),
    forged: await token('alice', ['admin'], '5m', 'another secret of thirty-two bytes'),
    without_role: await token('alice', ['guest'], '5m'),
    malformed: 'Bearer nonsense',
    basic: 'Basic eDp5',
  };
}

describe.each([true, false])('with a token required: %s', (tokenRequired) => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    app = await start({ tokenRequired });
  });

  afterEach(() => app.close());

  async function ask(url: string, authorization: string | undefined) {
    return app.inject({ url, headers: authorization === undefined ? {} : { authorization } });
  }

  it('no caller gets an answer from the cache that the guard would have refused', async () => {
    const everybody = Object.entries(await callers());
    const guardSays = new Map<string, number>();
    // no-cache: Nest runs the request, whatever is kept.
    for (const url of ROUTES) {
      for (const [name, authorization] of everybody) {
        const headers = { 'cache-control': 'no-cache', ...(authorization && { authorization }) };
        guardSays.set(`${name} ${url}`, (await app.inject({ url, headers })).statusCode);
      }
    }
    // Twice: everything that may be kept is kept in the second turn.
    for (let turn = 0; turn < 2; turn++) {
      for (const url of ROUTES) {
        for (const [name, authorization] of everybody) {
          const { statusCode } = await ask(url, authorization);
          expect([name, url, statusCode]).toEqual([name, url, guardSays.get(`${name} ${url}`)]);
        }
      }
    }
    const statuses = new Set(guardSays.values());
    expect(statuses).toEqual(new Set([200, 401, 403]));
  });

  it('whoever may have it gets it from the cache, without the handler', async () => {
    const alice = await token('alice', ['user'], '5m');
    for (const url of ['/open/public/alice', '/open/user/alice', '/open/self/alice']) {
      await ask(url, alice);
      const before = handled;
      expect((await ask(url, alice)).headers['cache-status']).toContain('hit');
      expect(handled).toBe(before);
    }
  });
});

it('a token that has expired since it was verified opens nothing any more', async () => {
  const app = await start();
  try {
    const authorization = await token('alice', ['user'], '5m');
    const ask = () => app.inject({ url: '/open/self/alice', headers: { authorization } });
    await ask();
    expect((await ask()).headers['cache-status']).toContain('hit');
    jest.useFakeTimers({ now: Date.now() + 301_000, doNotFake: [...ALL_BUT_DATE] });
    expect((await ask()).statusCode).toBe(401);
  } finally {
    jest.useRealTimers();
    await app.close();
  }
});
