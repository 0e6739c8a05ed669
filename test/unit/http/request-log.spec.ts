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

  describe('names the trace of a request:', () => {
    const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
    const PARENT_ID = 'b7ad6b7169203331';
    const traceparent = `00-${TRACE_ID}-${PARENT_ID}-01`;

    async function lineOf(url: string, headers: Record<string, string> = {}) {
      logLines.length = 0;
      await app.inject({ url, headers });
      return logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
    }

    it("the caller's, with a span of its own", async () => {
      const [line] = await lineOf('/things', { traceparent, tracestate: 'a=1, b=2' });
      expect(line).toMatchObject({ trace_id: TRACE_ID, tracestate: 'a=1,b=2' });
      expect(line?.span_id).toMatch(/^[0-9a-f]{16}$/);
      expect(line?.span_id).not.toBe(PARENT_ID);
    });

    it.each([
      ['none', {}],
      ['one that is not valid', { traceparent: traceparent.toUpperCase(), tracestate: 'a=1' }],
    ])('a new one where the caller sent %s', async (_name, headers: Record<string, string>) => {
      const [first] = await lineOf('/things', headers);
      const [second] = await lineOf('/things', headers);
      expect(first?.trace_id).toMatch(/^[0-9a-f]{32}$/);
      expect(first).not.toHaveProperty('tracestate');
      expect(first?.trace_id).not.toBe(second?.trace_id);
      expect(first?.span_id).not.toBe(second?.span_id);
    });

    it('on every line of a request, whether a route matched or not', async () => {
      for (const url of ['/broken', '/nowhere', '/users/%zz']) {
        const lines = await lineOf(url, { traceparent });
        const ids = lines.map(({ trace_id, span_id }) => `${String(trace_id)} ${String(span_id)}`);
        expect(new Set(ids).size).toBeLessThanOrEqual(1);
        expect(lines.every(({ trace_id }) => trace_id === TRACE_ID)).toBe(true);
      }
      expect((await lineOf('/broken', { traceparent })).map(({ msg }) => msg)).toEqual([
        'request_failed',
        'request',
      ]);
    });
  });
});
