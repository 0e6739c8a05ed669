import { randomBytes } from 'node:crypto';
import { bearer, startTestApp, type TestApp } from '../support/app';

/** More than a metric may have series. */
const VISITORS = 1_050;
/** As many at a time as would come from a few dozen clients. */
const AT_A_TIME = 50;

describe('the series of the metrics', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true' });
  });

  afterAll(() => test.close());

  /** Every name with its labels. Kinds of garbage collection appear when they first happen. */
  async function series(): Promise<Set<string>> {
    const { body } = await test.app.inject('/metrics');
    const names = body.match(/^\w+(?:\{.*\})?(?= )/gm) ?? [];
    return new Set(names.filter((name) => !name.startsWith('nodejs_gc_duration')));
  }

  /** A newcomer who looks for its profile, and at a page that does not exist. */
  async function visit(user: string): Promise<void> {
    const headers = await bearer(user);
    await test.app.inject({ url: `/api/users/${user}`, headers });
    await test.app.inject({ url: `/${user}/${randomBytes(20).toString('base64url')}?q=${user}` });
  }

  async function visits(count: number): Promise<void> {
    for (let done = 0; done < count; done += AT_A_TIME) {
      const users = Array.from({ length: AT_A_TIME }, () => `u${randomBytes(12).toString('hex')}`);
      await Promise.all(users.map(visit));
    }
  }

  it('are not multiplied by users and by URLs that nobody knows', async () => {
    await visits(AT_A_TIME);
    await series();
    const before = await series();
    expect(before.size).toBeGreaterThan(100);
    await visits(VISITORS);
    const added = [...(await series())].filter((name) => !before.has(name));
    expect(added).toEqual([]);
  });

  it('name templates of routes, and no user', async () => {
    await visits(AT_A_TIME);
    const named = [...(await series())].join('\n');
    expect(named).toContain('http_route="/api/users/:id"');
    expect(named).toContain('http_route="_UNMATCHED"');
    expect(named).not.toMatch(/u[0-9a-f]{24}/);
  });

  it('tell how many requests are being answered', async () => {
    const { body } = await test.app.inject('/metrics');
    expect(body).toContain('\nhttp_server_active_requests 1\n');
  });
});
