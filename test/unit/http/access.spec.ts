import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { bearer, createThingsApp } from './things-app';

describe('access where tokens are required', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await createThingsApp({ tokenRequired: true, loopbackOnly: false });
  });

  afterAll(() => app.close());

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

  it('tells who has sent no token of no error in it', async () => {
    const challenge = async (headers: Record<string, string>) =>
      (await app.inject({ url: '/mine', headers })).headers['www-authenticate'];
    expect(await challenge({})).toBe('Bearer realm="strata"');
    const authorization = 'Bearer nonsense';
    expect(await challenge({ authorization })).toBe('Bearer realm="strata", error="invalid_token"');
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

describe('access where no token is required', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await createThingsApp({
      tokenRequired: false,
      loopbackOnly: true,
      corsOrigins: ['https://app.example.com'],
    });
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
