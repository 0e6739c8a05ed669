import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { IsEmail, IsInt, IsString } from 'class-validator';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import pino from 'pino';
import { SignJWT } from 'jose';
import { AppError } from '@strata/errors';
import { Access } from './access';
import { AccessGuard, AccessPolicy } from './access.guard';
import { createAdapter } from './adapter';
import { CurrentCaller, type Caller } from './caller';
import { configureHttp } from './configure';
import { PageQuery } from './pagination';
import { ProblemDetailsFilter } from './problem-details.filter';
import { TokenVerifier } from './token-verifier';

const SECRET = 'a secret of at least thirty-two bytes';
const BODY_LIMIT_BYTES = 1_000;

class Thing {
  @IsEmail()
  email!: string;

  @IsInt()
  points!: number;

  @IsString()
  name!: string;
}

@Controller()
class ThingsController {
  @Access.public()
  @Post('things')
  create(@Body() thing: Thing): Thing {
    return thing;
  }

  @Access.public()
  @Get('things')
  list(@Query() page: PageQuery): PageQuery {
    return page;
  }

  @Access.public()
  @Get('broken')
  broken(): never {
    throw new Error('password=hunter2 at 10.0.0.1');
  }

  @Access.public()
  @Get('busy')
  busy(): never {
    throw Object.assign(new Error('all in use'), { code: 'POOL_EXHAUSTED' });
  }

  @Access.public()
  @Get('odd-value')
  oddValue(): never {
    throw Object.assign(new Error('invalid input syntax'), { code: '22P02' });
  }

  @Access.public()
  @Get('conflict')
  conflict(): never {
    throw new AppError('ACTIVITY_CONFLICT', { retryAfterSeconds: 1.5 });
  }

  @Access.user()
  @Get('mine')
  mine(@CurrentCaller() caller: Caller): Caller {
    return caller;
  }

  @Access.self('id')
  @Get('users/:id')
  own(@Param('id') id: string): { id: string } {
    return { id };
  }

  @Access.admin()
  @Get('admin')
  admin(): string {
    return 'ok';
  }

  @Get('undeclared')
  undeclared(): string {
    return 'reached';
  }
}

interface Setup {
  readonly tokenRequired: boolean;
  readonly loopbackOnly: boolean;
  readonly corsOrigins?: string[];
}

const logLines: string[] = [];

async function createApp(setup: Setup): Promise<NestFastifyApplication> {
  const logger = pino({ level: 'info' }, { write: (line: string) => void logLines.push(line) });
  const problems = new ProblemDetailsFilter(logger);
  const policy = new AccessPolicy(new TokenVerifier({ jwtSecret: SECRET }), setup.tokenRequired);
  const testing = await Test.createTestingModule({
    controllers: [ThingsController],
    providers: [
      { provide: AccessPolicy, useValue: policy },
      { provide: APP_GUARD, useClass: AccessGuard },
    ],
  }).compile();
  const adapter = createAdapter({ bodyLimitBytes: BODY_LIMIT_BYTES, trustProxy: false }, problems);
  const app = testing.createNestApplication<NestFastifyApplication>(adapter, { logger: false });
  configureHttp(app, { corsOrigins: [], ...setup, logger, problems });
  await app.init();
  return app;
}

function bearer(subject: string, roles: string[]): Promise<string> {
  return new SignJWT({ sub: subject, roles })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(SECRET))
    .then((token) => `Bearer ${token}`);
}

describe('the HTTP layer where tokens are required', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await createApp({ tokenRequired: true, loopbackOnly: false });
  });

  afterAll(() => app.close());

  it('names every offending field at once, unknown properties included', async () => {
    const response = await app.inject({
      method: 'POST',
      url: '/things',
      payload: { email: 'no', points: 1.5, surprise: true },
    });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    const problem = response.json<{ code: string; errors: { field: string }[] }>();
    expect(problem.code).toBe('VALIDATION_FAILED');
    expect(problem.errors.map(({ field }) => field).sort()).toEqual([
      'email',
      'name',
      'points',
      'surprise',
    ]);
  });

  it('answers a valid request', async () => {
    const payload = { email: 'a@example.com', points: 1, name: 'x' };
    const response = await app.inject({ method: 'POST', url: '/things', payload });
    expect(response.json()).toEqual(payload);
  });

  it.each([
    ['an unknown path', { url: '/nowhere' }, 404, 'NOT_FOUND'],
    ['an unknown method', { method: 'DELETE', url: '/things' }, 404, 'NOT_FOUND'],
    ['a malformed URL', { url: '/%zz' }, 400, 'BAD_REQUEST'],
    ['malformed JSON', { method: 'POST', url: '/things', payload: '{"a":' }, 400, 'MALFORMED_JSON'],
    ['an empty body', { method: 'POST', url: '/things', payload: '' }, 400, 'MALFORMED_JSON'],
    [
      'a body of null',
      { method: 'POST', url: '/things', payload: 'null' },
      400,
      'VALIDATION_FAILED',
    ],
    [
      'a body that is a list',
      { method: 'POST', url: '/things', payload: '[]' },
      400,
      'VALIDATION_FAILED',
    ],
    [
      'a body that is a string',
      { method: 'POST', url: '/things', payload: '"x"' },
      400,
      'VALIDATION_FAILED',
    ],
    [
      'a deeply nested body',
      { method: 'POST', url: '/things', payload: `{"a":${'['.repeat(400)}${']'.repeat(400)}}` },
      400,
      'VALIDATION_FAILED',
    ],
    [
      'constructor in a body',
      { method: 'POST', url: '/things', payload: '{"constructor":1,"email":"a@example.com"}' },
      400,
      'VALIDATION_FAILED',
    ],
    [
      '__proto__ in a body',
      { method: 'POST', url: '/things', payload: '{"__proto__":{}}' },
      400,
      'MALFORMED_JSON',
    ],
    [
      'a large body',
      { method: 'POST', url: '/things', payload: `"${'x'.repeat(2_000)}"` },
      413,
      'BODY_TOO_LARGE',
    ],
    ['an unexpected error', { url: '/broken' }, 500, 'INTERNAL_ERROR'],
    ['a library error with a known code', { url: '/busy' }, 503, 'POOL_EXHAUSTED'],
    ['a value PostgreSQL refuses', { url: '/odd-value' }, 400, 'BAD_REQUEST'],
    ['an application error', { url: '/conflict' }, 409, 'ACTIVITY_CONFLICT'],
    ['an unknown query parameter', { url: '/things?limt=5' }, 400, 'VALIDATION_FAILED'],
    ['a page size out of range', { url: '/things?limit=0' }, 400, 'VALIDATION_FAILED'],
    ['a page size that is no number', { url: '/things?limit=ten' }, 400, 'VALIDATION_FAILED'],
    ['a repeated parameter', { url: '/things?cursor=a&cursor=b' }, 400, 'VALIDATION_FAILED'],
    ['a missing token', { url: '/mine' }, 401, 'UNAUTHENTICATED'],
    [
      'another authorization scheme',
      { url: '/mine', headers: { authorization: 'Basic eDp5' } },
      401,
      'UNAUTHENTICATED',
    ],
  ] as const)('answers %s with a problem document', async (_name, request, status, code) => {
    const headers = {
      ...('payload' in request && { 'content-type': 'application/json' }),
      ...('headers' in request && request.headers),
    };
    const response = await app.inject({ ...request, headers });
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({
      status,
      code,
      request_id: response.headers['x-request-id'],
    });
    expect(response.statusCode).toBe(status);
  });

  it('answers another media type with UNSUPPORTED_MEDIA_TYPE', async () => {
    const headers = { 'content-type': 'text/csv' };
    const response = await app.inject({ method: 'POST', url: '/things', payload: 'a,b', headers });
    expect(response.json()).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('shows nothing of an unexpected error, and logs it', async () => {
    logLines.length = 0;
    const response = await app.inject('/broken');
    expect(response.body).not.toMatch(/hunter2|10\.0\.0\.1|\.ts:/);
    expect(logLines.join()).toContain('request_failed');
  });

  it('says when to repeat', async () => {
    expect((await app.inject('/busy')).headers['retry-after']).toBe('1');
    expect((await app.inject('/conflict')).headers['retry-after']).toBe('2');
  });

  it('answers bytes that are no HTTP with a problem document', async () => {
    await app.listen(0, '127.0.0.1');
    const socket = connect((app.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
    socket.write('nonsense\r\n\r\n');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'end');
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"BAD_REQUEST"/);
  });

  it('echoes a harmless request id and replaces any other', async () => {
    const echoed = await app.inject({ url: '/things', headers: { 'x-request-id': 'abc-1' } });
    expect(echoed.headers['x-request-id']).toBe('abc-1');
    const replaced = await app.inject({ url: '/things', headers: { 'x-request-id': '<x>' } });
    expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('logs one line a request, by route template', async () => {
    logLines.length = 0;
    await app.inject('/users/alice?x=secret');
    const lines = logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      msg: 'request',
      method: 'GET',
      route: '/users/:id',
      status: 401,
      cache: 'none',
    });
    expect(lines[0]?.duration_ms).toEqual(expect.any(Number));
    expect(logLines.join()).not.toContain('secret');
  });

  it.each([
    ['/mine', 'alice', ['user'], 200],
    ['/users/alice', 'alice', ['user'], 200],
    ['/users/bob', 'alice', ['user'], 403],
    ['/users/bob', 'root', ['admin'], 200],
    ['/admin', 'alice', ['user'], 403],
    ['/admin', 'root', ['admin'], 200],
    ['/undeclared', 'root', ['admin'], 403],
  ])('answers %s for %s %j with %i', async (url, subject, roles, status) => {
    const authorization = await bearer(subject, roles);
    const response = await app.inject({ url, headers: { authorization } });
    expect(response.statusCode).toBe(status);
  });

  it('accepts any Host', async () => {
    const response = await app.inject({ url: '/things', headers: { host: 'api.example.com' } });
    expect(response.statusCode).toBe(200);
  });

  it('sends no CORS headers by default', async () => {
    const headers = { origin: 'https://example.com' };
    const response = await app.inject({ url: '/things', headers });
    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('the HTTP layer where no token is required', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const corsOrigins = ['https://app.example.com'];
    app = await createApp({ tokenRequired: false, loopbackOnly: true, corsOrigins });
  });

  afterAll(() => app.close());

  it('takes a caller without a token for the developer', async () => {
    expect((await app.inject('/mine')).json()).toMatchObject({
      subject: 'developer',
      isAdmin: true,
    });
  });

  it('still refuses a token that is not valid', async () => {
    const headers = { authorization: 'Bearer nonsense' };
    expect((await app.inject({ url: '/mine', headers })).statusCode).toBe(401);
  });

  it('acts for the subject of a token that is valid', async () => {
    const headers = { authorization: await bearer('alice', ['user']) };
    expect((await app.inject({ url: '/users/bob', headers })).statusCode).toBe(403);
  });

  it('refuses a Host that is not a loopback name', async () => {
    const response = await app.inject({ url: '/mine', headers: { host: 'evil.example.com' } });
    expect(response.json()).toMatchObject({ status: 403, code: 'HOST_NOT_ALLOWED' });
  });

  it('allows the configured origins', async () => {
    const headers = { origin: 'https://app.example.com' };
    const response = await app.inject({ url: '/things', headers });
    expect(response.headers['access-control-allow-origin']).toBe('https://app.example.com');
  });
});
