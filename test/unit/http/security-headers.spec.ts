import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SECURITY_HEADERS } from '../../../apps/api/src/http/security-headers';
import { createThingsApp } from './things-app';

const STRICT_TRANSPORT = 'strict-transport-security';

describe('security headers', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await createThingsApp({ tokenRequired: true, loopbackOnly: false, trustProxy: true });
  });

  afterAll(() => app.close());

  it.each([
    ['an answer', '/things', 200],
    ['a refusal', '/mine', 401],
    ['a failure', '/broken', 500],
    ['a path that is no route', '/nowhere', 404],
    ['a path that cannot be decoded', '/users/%zz', 400],
  ])('are on %s', async (_what, url, status) => {
    const response = await app.inject(url);
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject(SECURITY_HEADERS);
    expect(response.headers).not.toHaveProperty(STRICT_TRANSPORT);
  });

  it('are on the answer to bytes that are no request', async () => {
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GARBAGE\r\n\r\n');
    const answer = await text(socket);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(answer).toContain(`${name}: ${value}\r\n`);
    }
  });

  it('keep browsers on TLS where the trusted proxy speaks it', async () => {
    const headers = { 'x-forwarded-proto': 'https' };
    const response = await app.inject({ url: '/things', headers });
    expect(response.headers[STRICT_TRANSPORT]).toMatch(/^max-age=\d{8}$/);
  });

  it('do not believe X-Forwarded-Proto of a proxy that is not trusted', async () => {
    const direct = await createThingsApp({ tokenRequired: true, loopbackOnly: false });
    const headers = { 'x-forwarded-proto': 'https' };
    const response = await direct.inject({ url: '/things', headers });
    expect(response.headers).not.toHaveProperty(STRICT_TRANSPORT);
    await direct.close();
  });

  it('let no path but the documentation run scripts', async () => {
    const policyOf = async (url: string) =>
      String((await app.inject(url)).headers['content-security-policy']);
    expect(await policyOf('/docs')).toContain("script-src 'self'");
    for (const url of ['/docs-json', '/docsx', '/things', '/things?x=/docs', '//docs']) {
      expect([url, await policyOf(url)]).toEqual([
        url,
        SECURITY_HEADERS['content-security-policy'],
      ]);
    }
  });
});
