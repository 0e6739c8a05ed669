import { ApiKeysService } from '@strata/api-keys';
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

  it('is told to API keys that are known already, and no probe looks one up', async () => {
    const keys = test.app.get(ApiKeysService);
    const fields = { name: 'x', subject: 'bot', createdBy: 'root' };
    const { key } = await keys.create({ ...fields, scopes: ['admin', 'read'] });
    const headers = { authorization: `Bearer ${key}` };
    const lookUps = jest.spyOn(keys, 'verify');
    for (const url of ['/health/live', '/health/ready', '/health/startup'])
      await test.app.inject({ url: `${url}?verbose`, headers });
    expect(await lineOfRedis(headers)).toBe('[+]redis degraded');
    expect(lookUps).not.toHaveBeenCalled();
    // Without Redis nothing is remembered before the outbox was read, nor for long.
    await eventually(async () => {
      expect((await test.app.inject({ url: '/api/users', headers })).statusCode).toBe(200);
      expect(await lineOfRedis(headers)).toContain('checked');
    });
  });
});
