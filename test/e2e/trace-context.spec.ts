import { bearer, startTestApp, type TestApp } from '../support/app';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

describe('the trace that a request belongs to', () => {
  let test: TestApp;

  beforeAll(async () => {
    const env = { AUTH_REQUIRED: 'true', LOG_LEVEL: 'debug', DB_SLOW_QUERY_MS: '1' };
    test = await startTestApp({ ...env, DB_QUERY_COMMENTS: 'true' });
  });

  afterAll(() => test.close());

  async function ask(user: string, method: 'GET' | 'POST', url: string, payload?: object) {
    const headers = { ...(await bearer(user)), traceparent: TRACEPARENT };
    return test.app.inject({ method, url, headers, payload });
  }

  it('is on every log line of it, answered by the database or from memory', async () => {
    const body = { email: 'traced@example.com', display_name: 'Traced' };
    expect((await ask('traced', 'POST', '/api/users', body)).statusCode).toBe(201);
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await ask('traced', 'GET', '/api/users/traced'));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    for (const { headers } of answers) {
      const lines = test.log.filter(({ request_id }) => request_id === headers['x-request-id']);
      expect(lines.map(({ msg }) => msg)).toContain('request');
      expect(new Set(lines.map(({ trace_id }) => trace_id))).toEqual(new Set([TRACE_ID]));
      expect(new Set(lines.map(({ span_id }) => span_id)).size).toBe(1);
    }
    const outcomes = test.log.filter(({ msg, method }) => msg === 'request' && method === 'GET');
    expect(outcomes.map(({ cache }) => cache)).toEqual(['miss', 'hit', 'hit']);
    expect(test.log.map(({ msg }) => msg)).toContain('cache_miss');
  });

  it('is not on the lines of others', () => {
    const others = test.log.filter(({ request_id }) => request_id === undefined);
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter(({ trace_id }) => trace_id !== undefined)).toEqual([]);
  });
});
