import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { ACCESS_RULE, type AccessRule } from '../../apps/api/src/http/access';
import { createDocument } from '../../apps/api/src/http/openapi';
import { bearer, startTestApp, type TestApp } from '../support/app';

/** Routes that answer everybody; any other must be named here on purpose. */
const PUBLIC_ROUTES = ['/health', '/health/live', '/health/ready', '/health/startup', '/metrics'];

describe('access', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true' });
  });

  afterAll(() => test.close());

  function declaredRules(): [string, AccessRule | undefined][] {
    const reflector = test.app.get(Reflector);
    const scanner = new MetadataScanner();
    return [...test.app.get(ModulesContainer).values()]
      .flatMap((module) => [...module.controllers.values()])
      .flatMap(({ instance, metatype }): [string, AccessRule | undefined][] => {
        if (!metatype) return [];
        const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
        return scanner
          .getAllMethodNames(prototype)
          .filter((name) => Reflect.hasMetadata('path', prototype[name] ?? {}))
          .map((name) => [
            `${metatype.name}.${name}`,
            reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [
              prototype[name] ?? (() => undefined),
              metatype,
            ]),
          ]);
      });
  }

  it('is declared by every route', () => {
    const rules = declaredRules();
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter(([, rule]) => rule === undefined)).toEqual([]);
  });

  it('needs a token for every documented route but the public ones', async () => {
    const { paths } = createDocument(test.app);
    const answers = Object.entries(paths).flatMap(([path, item]) =>
      (['get', 'post', 'put', 'patch', 'delete'] as const)
        .filter((method) => item[method])
        .map(async (method) => {
          const url = path.replaceAll(/\{[^}]+\}/g, 'x');
          const { statusCode } = await test.app.inject({ method, url });
          return { path, statusCode };
        }),
    );
    const open = (await Promise.all(answers)).filter(({ statusCode }) => statusCode !== 401);
    expect(open.map(({ path }) => path).sort()).toEqual(PUBLIC_ROUTES);
  });

  it('lets the documentation be read without a token', async () => {
    expect((await test.app.inject('/openapi.json')).statusCode).toBe(200);
    expect((await test.app.inject('/docs')).statusCode).toBe(200);
  });

  it("refuses a user other users' resources and the admin routes", async () => {
    const headers = await bearer('alice');
    for (const url of [
      '/api/users/bob',
      '/api/users/bob/settings',
      '/api/users/bob/stats/daily',
      '/api/users/bob/stats/summary',
      '/api/mcp/customer/bob',
      '/api/user/bob/analyses',
      '/api/users',
      '/admin/cache/stats',
      '/admin/db/pool',
      '/metrics/cache',
      '/metrics/database-pool',
    ]) {
      expect([url, (await test.app.inject({ url, headers })).statusCode]).toEqual([url, 403]);
    }
  });

  it('lets who is no admin create only its own user', async () => {
    const headers = await bearer('alice');
    const create = (payload: object) =>
      test.app.inject({ method: 'POST', url: '/api/users', headers, payload });
    const profile = { email: 'alice@example.com', display_name: 'Alice' };
    expect((await create({ ...profile, id: 'bob' })).statusCode).toBe(403);
    const created = await create(profile);
    expect(created.statusCode).toBe(201);
    expect(created.json()).toMatchObject({ id: 'alice' });
  });

  it("does not show one owner's analysis to another, cached or not", async () => {
    const [alice, bob, admin] = await Promise.all([
      bearer('alice'),
      bearer('bob'),
      bearer('root', 'admin'),
    ]);
    const payload = { kind: 'text', content: 'A secret plan of Alice.' };
    const create = (headers: object) =>
      test.app.inject({ method: 'POST', url: '/api/analysis', headers: { ...headers }, payload });
    const { id } = (await create(alice)).json<{ id: string }>();
    const read = async (headers: object) =>
      (await test.app.inject({ url: `/api/analysis/${id}`, headers: { ...headers } })).statusCode;
    expect(await read(alice)).toBe(200);
    expect(await read(bob)).toBe(404);
    expect(await read(admin)).toBe(200);
    const ofBob = (await create(bob)).json<{ id: string; cache_hit: boolean }>();
    expect(ofBob.cache_hit).toBe(false);
    expect(ofBob.id).not.toBe(id);
    const forAlice = { ...payload, user_id: 'alice' };
    const response = await test.app.inject({
      method: 'POST',
      url: '/api/analysis',
      headers: bob,
      payload: forAlice,
    });
    expect(response.statusCode).toBe(403);
  });
});
