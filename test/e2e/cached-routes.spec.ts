import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { loadDemoData } from '../../apps/api/src/demo-data';
import { ACCESS_RULE, type AccessRule } from '../../apps/api/src/http/access';
import { bearer, startTestApp, type TestApp } from '../support/app';

const USER_ID = '5971333382399';
const USER = `/api/users/${USER_ID}`;
const CUSTOMER = `/api/mcp/customer/${USER_ID}`;
/** Under which `@HttpCache` keeps its options. */
const HTTP_CACHE = 'strata:http-cache';

interface CachedRoute {
  readonly name: string;
  readonly scope: string;
  readonly access: AccessRule['kind'] | undefined;
}

describe('cached routes', () => {
  let test: TestApp;
  let owner: { authorization: string };

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true' });
    await loadDemoData(test.app);
    owner = await bearer(USER_ID);
  });

  afterAll(() => test.close());

  async function get(url: string, headers: Record<string, string> = owner) {
    return test.app.inject({ url, headers });
  }

  function declared(): CachedRoute[] {
    const scanner = new MetadataScanner();
    const controllers = [...test.app.get(ModulesContainer).values()].flatMap((module) => [
      ...module.controllers.values(),
    ]);
    return controllers.flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, object>;
      return scanner.getAllMethodNames(prototype).flatMap((method): CachedRoute[] => {
        const handler = prototype[method] ?? {};
        const options = Reflect.getMetadata(HTTP_CACHE, handler) as { scope: string } | undefined;
        const rule = (Reflect.getMetadata(ACCESS_RULE, handler) ??
          Reflect.getMetadata(ACCESS_RULE, metatype)) as AccessRule | undefined;
        const name = `${metatype.name}.${method}`;
        return options ? [{ name, scope: options.scope, access: rule?.kind }] : [];
      });
    });
  }

  it('share answers with everybody only where everybody may ask', () => {
    const routes = declared();
    expect(routes.length).toBeGreaterThan(0);
    expect(routes.filter(({ scope, access }) => scope === 'public' && access !== 'public')).toEqual(
      [],
    );
  });

  it.each([USER, CUSTOMER])(
    '%s is answered early, logged and counted as any other',
    async (url) => {
      const first = await get(url);
      expect(first.headers['cache-status']).toMatch(/^strata; fwd=miss; stored; ttl=\d+$/);
      const route = url.replace(USER_ID, ':id');
      const id = url.replaceAll('/', '.');
      const counted = await requestsOf(route);
      const hit = await get(url, { ...owner, 'x-request-id': id });
      expect(hit.body).toBe(first.body);
      expect(hit.headers).toMatchObject({
        'x-request-id': id,
        'cache-status': expect.stringMatching(/^strata; hit; ttl=\d+; detail=memory$/) as string,
        'cache-control': 'private, no-cache',
      });
      const lines = test.log.filter((line) => line.request_id === id);
      expect(lines).toEqual([
        expect.objectContaining({
          msg: 'request',
          method: 'GET',
          route,
          status: 200,
          cache: 'hit',
        }),
      ]);
      expect(await requestsOf(route)).toBe(counted + 1);
      const etag = String(first.headers.etag);
      expect((await get(url, { ...owner, 'if-none-match': etag })).statusCode).toBe(304);
    },
  );

  it('never give one user what another may have', async () => {
    await get(USER);
    await get(USER);
    const other = await bearer('somebody-else');
    expect((await get(USER, other)).statusCode).toBe(403);
    expect((await get(USER, {})).statusCode).toBe(401);
    expect((await get(USER, await bearer('root', 'admin'))).statusCode).toBe(200);
  });

  it.each([
    ['a profile', USER, 'PATCH', { display_name: 'Changed' }, 'Changed'],
    ['settings', `${USER}/settings`, 'PUT', { preferences: { theme: 'dim' } }, 'dim'],
  ] as const)(
    'show a change of %s at once, to its owner and to an admin',
    async (_what, url, method, payload, text) => {
      const admin = await bearer('root', 'admin');
      for (const headers of [owner, admin]) {
        await get(CUSTOMER, headers);
        expect((await get(CUSTOMER, headers)).headers['cache-status']).toContain('hit');
      }
      const changed = await test.app.inject({ method, url, headers: owner, payload });
      expect(changed.statusCode).toBe(200);
      for (const headers of [owner, admin]) {
        expect((await get(CUSTOMER, headers)).body).toContain(text);
      }
    },
  );

  it('an analysis: for its owner, for an admin, and until the owner is deleted', async () => {
    const mia = await bearer('mia');
    const root = await bearer('root', 'admin');
    const created = await test.app.inject({
      ...{ method: 'POST', url: '/api/analysis', headers: mia },
      payload: { kind: 'text', content: 'Something to think about.' },
    });
    const url = `/api/analysis/${created.json<{ id: string }>().id}`;
    for (const headers of [mia, root]) {
      expect((await get(url, headers)).headers['cache-status']).toContain('fwd=miss; stored');
      expect((await get(url, headers)).headers['cache-status']).toContain('hit');
    }
    // The same subject without the role it had when the answer was kept for it.
    for (const headers of [owner, await bearer('root')]) {
      expect((await get(url, headers)).statusCode).toBe(404);
    }
    const user = { id: 'mia', email: 'mia@example.com', display_name: 'Mia' };
    await test.app.inject({ method: 'POST', url: '/api/users', headers: mia, payload: user });
    await test.app.inject({ method: 'DELETE', url: '/api/users/mia', headers: mia });
    for (const headers of [mia, root]) expect((await get(url, headers)).statusCode).toBe(404);
  });

  it('answer only-if-cached with what is kept, else with a problem', async () => {
    const nobody = '/api/users/nobody-yet';
    const headers = { ...(await bearer('root', 'admin')), 'cache-control': 'only-if-cached' };
    const answer = await get(nobody, headers);
    expect(answer.statusCode).toBe(504);
    expect(answer.json()).toMatchObject({ code: 'ANSWER_NOT_CACHED', status: 504 });
    expect(answer.headers).not.toHaveProperty('retry-after');
    const metrics = (await test.app.inject('/metrics')).body;
    expect(metrics).toContain('http_response_status_code="504",error_type="ANSWER_NOT_CACHED"');
    await get(USER, headers);
    await get(USER);
    expect((await get(USER, { ...owner, 'cache-control': 'only-if-cached' })).statusCode).toBe(200);
    expect(test.log.filter(({ msg }) => msg === 'request_failed')).toEqual([]);
  });

  it('load afresh on request', async () => {
    await get(USER);
    for (const directive of ['no-cache', 'no-store', 'max-age=0']) {
      const answer = await get(USER, { ...owner, 'cache-control': directive });
      expect(answer.headers['cache-status']).toBe('strata; fwd=request');
    }
  });

  /** How many requests of a route the metrics have counted as answered with 200. */
  async function requestsOf(route: string): Promise<number> {
    const { body } = await test.app.inject('/metrics');
    const count = body
      .split('\n')
      .find(
        (line) =>
          line.startsWith('http_server_request_duration_seconds_count') &&
          line.includes(`http_route="${route}"`) &&
          line.includes('status_code="200"'),
      );
    return Number(count?.split(' ').at(-1));
  }
});
