import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createThingsApp, logLines } from './things-app';

describe('the request log', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await createThingsApp({ tokenRequired: true, loopbackOnly: false });
  });

  afterAll(() => app.close());

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
});
