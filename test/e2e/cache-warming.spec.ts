import { bearer, startTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';

interface Stats {
  readonly warmers: readonly { readonly name: string; readonly state: string }[];
  readonly endpoints: readonly object[];
}

const USERS = ['alice', 'bob', 'carol'];

let running: TestApp[] = [];

afterEach(async () => {
  for (const { close } of running) await close();
  running = [];
});

async function start(env: Record<string, string>): Promise<TestApp> {
  const test = await startTestApp(env);
  running.unshift(test);
  return test;
}

/** Starts a service, and then another on its database with a cache of its own. */
async function restart(env: Record<string, string>): Promise<TestApp> {
  const before = await start({});
  for (const id of USERS) {
    const payload = { email: `${id}@example.com`, display_name: id };
    const request = {
      method: 'POST',
      url: '/api/users',
      headers: await bearer(id),
      payload,
    } as const;
    expect((await before.app.inject(request)).statusCode).toBe(201);
  }
  const { url, replicaUrl } = before.database;
  return start({
    DATABASE_URL: url,
    DATABASE_READ_URLS: replicaUrl,
    CACHE_NAMESPACE: 'restarted',
    ...env,
  });
}

async function statsOf({ app }: TestApp): Promise<Stats> {
  const headers = await bearer('root', 'admin');
  return (await app.inject({ url: '/admin/cache/stats', headers })).json<Stats>();
}

it('puts the newest profiles into the cache before the service is ready', async () => {
  const test = await restart({ CACHE_WARM_PROFILES: '100' });
  await eventually(async () =>
    expect((await test.app.inject('/health/ready')).statusCode).toBe(200),
  );
  expect(await statsOf(test)).toMatchObject({
    warmers: [{ name: 'newest_profiles', state: 'warm' }],
    namespaces: [{ namespace: 'users', loads: 1, misses: 3 }],
  });
  for (const id of USERS) {
    const answer = await test.app.inject({ url: `/api/users/${id}`, headers: await bearer(id) });
    expect(answer.json()).toMatchObject({ id, email: `${id}@example.com` });
  }
  // The answers were not there, the profiles were.
  const { endpoints } = await statsOf(test);
  const figures = { hits: 3, misses: 3, collapsed: 0, bypassed: 0 };
  expect(endpoints).toContainEqual({ endpoint: '/api/users/:id', ...figures });
  expect(test.log).toContainEqual(
    expect.objectContaining({ msg: 'cache_warmed', warmer: 'newest_profiles', state: 'warm' }),
  );
  const { body } = await test.app.inject('/metrics');
  expect(body).toContain('cache_warmer_state{warmer="newest_profiles",state="warm"} 1');
});

it('asks for no more than it is told to', async () => {
  const test = await restart({ CACHE_WARM_PROFILES: '2' });
  await eventually(async () =>
    expect(await statsOf(test)).toMatchObject({
      warmers: [{ state: 'warm' }],
      namespaces: [{ namespace: 'users', misses: 2 }],
    }),
  );
});
