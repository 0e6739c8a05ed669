import { bearer, startTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';

const REFUSING_URL = 'redis://127.0.0.1:1';

describe('why a check fails', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true', REDIS_URL: REFUSING_URL });
  });

  afterAll(() => test.close());

  async function lineOfRedis(headers: Record<string, string>): Promise<string | undefined> {
    const { body } = await test.app.inject({ url: '/health/ready?verbose', headers });
    return body.split('\n').find((line) => line.includes('redis'));
  }

  it('is told to administrators alone', async () => {
    const shown = /^\[\+\]redis degraded: checked [\d.]+ s ago$/;
    const [admin, user] = await Promise.all([bearer('root', 'admin'), bearer('alice')]);
    await eventually(async () => expect(await lineOfRedis(admin)).toMatch(shown));
    const forged = { authorization: `${admin.authorization}x` };
    for (const headers of [{}, user, forged, { authorization: 'Basic cm9vdDpyb290' }]) {
      expect(await lineOfRedis(headers)).toBe('[+]redis degraded');
    }
  });
});
