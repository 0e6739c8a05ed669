import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { ACCESS_RULE, type AccessRule } from '../../apps/api/src/http/access';
import { SECURITY_HEADERS } from '../../apps/api/src/http/security-headers';
import { bearer, startTestApp, type TestApp } from '../support/app';

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

  it('lets the documentation be read without a token', async () => {
    expect((await test.app.inject('/openapi.json')).statusCode).toBe(200);
    expect((await test.app.inject('/docs')).statusCode).toBe(200);
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

  it("does not answer from another owner's analysis of the same text", async () => {
    const [alice, bob] = await Promise.all([bearer('alice'), bearer('bob')]);
    const payload = { kind: 'text', content: 'A secret plan of Alice.' };
    const create = async (headers: object) =>
      (
        await test.app.inject({
          ...{ method: 'POST', url: '/api/analysis', payload },
          headers: { ...headers },
        })
      ).json<{ id: string; cache_hit: boolean }>();
    const { id } = await create(alice);
    const ofBob = await create(bob);
    expect(ofBob.cache_hit).toBe(false);
    expect(ofBob.id).not.toBe(id);
  });

  it('has no other origin read answers, cached or not, nor ask what it may send', async () => {
    const headers = { ...(await bearer('alice')), origin: 'https://evil.example.com' };
    for (const method of ['GET', 'GET', 'OPTIONS'] as const) {
      const response = await test.app.inject({ method, url: '/api/users/alice', headers });
      expect(response.headers).toMatchObject(SECURITY_HEADERS);
      const cors = Object.keys(response.headers).filter((name) =>
        name.startsWith('access-control'),
      );
      expect([method, cors]).toEqual([method, []]);
    }
  });
});
