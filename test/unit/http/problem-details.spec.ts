import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createThingsApp, logLines } from './things-app';

describe('errors', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await createThingsApp({ tokenRequired: true, loopbackOnly: false });
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
    ['an unknown method', { method: 'DELETE', url: '/things' }, 405, 'METHOD_NOT_ALLOWED'],
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
      'a field named as a method of every object',
      {
        method: 'POST',
        url: '/things',
        payload: '{"email":"a@example.com","points":1,"name":"A","hasOwnProperty":[[]]}',
      },
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
    ['a route whose own deadline has passed', { url: '/hurried' }, 504, 'DEADLINE_EXCEEDED'],
    ['an application error', { url: '/conflict' }, 409, 'ACTIVITY_CONFLICT'],
    ['an unknown query parameter', { url: '/things?limt=5' }, 400, 'VALIDATION_FAILED'],
    ['constructor in a query', { url: '/things?constructor=1' }, 400, 'VALIDATION_FAILED'],
    ['__proto__ in a query', { url: '/things?__proto__=1' }, 400, 'VALIDATION_FAILED'],
    [
      'a parameter named as a method of every object',
      { url: '/things?toString=1' },
      400,
      'VALIDATION_FAILED',
    ],
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

  it.each([
    ['text/csv', 'a,b'],
    // What a page of any origin may send without being asked first.
    ['text/plain', '{"email":"a@example.com","points":1,"name":"x"}'],
    ['application/x-www-form-urlencoded', 'email=a%40example.com&points=1&name=x'],
    ['multipart/form-data; boundary=x', '--x--'],
  ])('answers a body of %s with UNSUPPORTED_MEDIA_TYPE', async (type, payload) => {
    const headers = { 'content-type': type };
    const response = await app.inject({ method: 'POST', url: '/things', payload, headers });
    expect(response.json()).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('answers JSON that is not UTF-8 with MALFORMED_JSON, and keeps nothing of it', async () => {
    const payload = Buffer.from('{"email":"a@example.com","points":1,"name":"caf\xe9"}', 'latin1');
    const headers = { 'content-type': 'application/json' };
    const response = await app.inject({ method: 'POST', url: '/things', payload, headers });
    expect(response.json()).toMatchObject({ status: 400, code: 'MALFORMED_JSON' });
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
});
