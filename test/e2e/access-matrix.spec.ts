import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { ApiKeysService, type ApiKeyScope } from '@strata/api-keys';
import { SECURITY_HEADERS } from '../../apps/api/src/http/security-headers';
import { startTestApp, TEST_JWT_SECRET, type TestApp } from '../support/app';
import { apiDocument } from '../support/api-operations';
import { withClient } from '../support/database-url';
import { eventually } from '../support/eventually';
import { PLANTED_SECRET, plantUser, type PlantedUser } from '../support/planted-user';

const AUDIENCE = 'strata';
const OWNER = 'owner-1';
/** Well formed, and nobody's. */
const UNKNOWN_KEY = `strata_${'A'.repeat(43)}DCtZhg`;
const UNUSED_KEY_ID = '0b0b6c4e-6f0e-4a52-8b4c-3a1f6e1d2c3b';

/** Statuses for callers with a valid token; everybody else gets `without`. */
interface Expected {
  readonly owner: number;
  readonly other: number;
  readonly admin: number;
  readonly without: number;
  /** For an admin's API key; default: as for the admin. */
  readonly adminKey?: number;
  /** A body for this caller. */
  readonly body?: (caller: string) => object;
}

const everybody = (status = 200): Expected => ({
  ...{ owner: status, other: status, admin: status, without: status },
});
const withToken = (status: number, body?: Expected['body']): Expected => ({
  ...everybody(status),
  without: 401,
  ...(body && { body }),
});
const ownerAndAdmin = (status: number, body?: Expected['body']): Expected => ({
  ...withToken(status, body),
  other: 403,
});
/** That it exists is not told. */
const hidden: Expected = { ...withToken(200), other: 404 };
const adminOnly: Expected = { ...ownerAndAdmin(200), owner: 403 };
/** No API key reaches it. */
const adminInPerson: Expected = { ...adminOnly, adminKey: 403 };

const uniqueName = (caller: string) => ({ name: `Made by ${caller}` });
const issue = (caller: string) => ({ issue_key: 'TEST-1', summary: `Asked by ${caller}` });
const analysis = (caller: string) => ({ user_id: OWNER, kind: 'text', content: `By ${caller}.` });
const activity = (caller: string) => ({
  ...{ event_id: caller, type: 'lesson', occurred_at: '2025-06-20T18:30:00Z' },
});
const apiKey = (caller: string) => ({ name: caller, subject: 'machine', scopes: ['read'] });
const sameUser = () => ({ id: OWNER, email: 'new@example.com', display_name: 'New' });

/** Every documented route, written down by hand: a route is added here on purpose. */
const ROUTES: Readonly<Record<string, Expected>> = {
  'GET /health': everybody(),
  'GET /health/live': everybody(),
  'GET /health/ready': everybody(),
  'GET /health/startup': everybody(),
  'GET /metrics': everybody(),
  'GET /metrics/cache': adminOnly,
  'GET /metrics/database-pool': adminOnly,
  'GET /admin/cache/stats': adminOnly,
  'GET /admin/cache/entries/{key}': adminOnly,
  'POST /admin/cache/invalidate': { ...adminOnly, body: () => ({ namespaces: ['nothing'] }) },
  'GET /admin/db/pool': adminOnly,
  'GET /admin/db/replicas': adminOnly,
  'GET /admin/db/queries': adminOnly,
  'GET /admin/db/indexes': adminOnly,
  'GET /admin/api-keys': adminInPerson,
  'POST /admin/api-keys': { ...adminInPerson, admin: 201, body: apiKey },
  'DELETE /admin/api-keys/{id}': { ...adminInPerson, admin: 204 },
  'GET /admin/audit-log': adminInPerson,
  'GET /api/users': adminOnly,
  'GET /api/users/{id}': ownerAndAdmin(200),
  'GET /api/users/{id}/settings': ownerAndAdmin(200),
  'GET /api/users/{id}/stats/daily': ownerAndAdmin(200),
  'GET /api/users/{id}/stats/summary': ownerAndAdmin(200),
  'GET /api/mcp/customer/{id}': ownerAndAdmin(200),
  'GET /api/user/{userId}/analyses': ownerAndAdmin(200),
  'GET /api/analysis/{id}': hidden,
  'GET /api/projects/{id}/analyses': hidden,
  'GET /api/projects': withToken(200),
  'POST /api/projects': withToken(201, uniqueName),
  'POST /api/analysis': ownerAndAdmin(201, analysis),
  'POST /jira/analyze': withToken(200, issue),
  'POST /api/users': ownerAndAdmin(409, sameUser),
  'POST /api/users/{id}/activities': ownerAndAdmin(201, activity),
  'PATCH /api/users/{id}': ownerAndAdmin(200, () => ({ locale: 'cs' })),
  'PUT /api/users/{id}/settings': ownerAndAdmin(200, () => ({ preferences: { theme: 'dark' } })),
  // The admins come after the owner, who has deleted it.
  'DELETE /api/users/{id}': { ...ownerAndAdmin(204), admin: 404 },
};

const WITHOUT = [
  ...['anonymous', 'expired', 'wrong signature', 'wrong audience', 'alg: none'],
  ...['unknown key', 'malformed key', 'revoked key', 'expired key'],
] as const;
/** Keys that act as the owner to read, as somebody else to write, and as an admin to do both. */
const KEYS = ["owner's read key", "other's write key", "admin's key"] as const;
/** In this order, those who change and delete last. */
const CALLERS = [...WITHOUT, 'other', KEYS[1], KEYS[0], 'owner', KEYS[2], 'admin'] as const;
/** What these are shown is no secret to them. */
const ENTITLED: readonly string[] = [KEYS[0], 'owner', KEYS[2], 'admin'];
type CallerName = (typeof CALLERS)[number];

describe('access, route by route', () => {
  let test: TestApp;
  let planted: PlantedUser;
  let credentials: Record<CallerName, Record<string, string>>;

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true', AUTH_JWT_AUDIENCE: AUDIENCE });
    credentials = { ...(await everyToken()), ...(await everyKey(test)) };
    const { authorization = '' } = credentials.owner;
    planted = await plantUser(test, OWNER, { authorization });
  });

  afterAll(() => test.close());

  it('is written down for every documented route', () => {
    const documented = apiDocument(test).operations.map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(ROUTES).sort()).toEqual(documented.sort());
  });

  it("has the owner's data in what the owner reads, so that it would show", async () => {
    const withSecret = (await planted.warm()).filter((text) => text.includes(PLANTED_SECRET));
    expect(withSecret.length).toBeGreaterThan(5);
  });

  it.each(Object.entries(ROUTES))(
    "%s admits whom it should, and shows others nothing of the owner's, cached or not",
    async (route, expected) => {
      const answers: [CallerName, number][] = [];
      for (const caller of CALLERS) {
        if (!ENTITLED.includes(caller)) await planted.warm();
        const asking = () => ask(route, caller, expected);
        const response = await (isProbe(route) ? healthy(asking) : asking());
        answers.push([caller, response.statusCode]);
        expect(response.headers).toMatchObject(SECURITY_HEADERS);
        expect(response.headers).not.toHaveProperty('set-cookie');
        if (ENTITLED.includes(caller)) continue;
        const all = JSON.stringify([response.headers, response.body]);
        expect([caller, all.includes(PLANTED_SECRET)]).toEqual([caller, false]);
      }
      expect(Object.fromEntries(answers)).toEqual(statusesOf(route, expected));
    },
  );

  function ask(route: string, caller: CallerName, { body }: Expected) {
    const [method = '', path = ''] = route.split(' ');
    const ids: Record<string, string> = {
      '/api/analysis/{id}': planted.analysisId,
      '/api/projects/{id}/analyses': planted.projectId,
      '/admin/api-keys/{id}': UNUSED_KEY_ID,
    };
    return test.app.inject({
      method: method as 'GET',
      url: path.replace(/\{[^}]+\}/, ids[path] ?? OWNER),
      headers: credentials[caller],
      ...(body && { payload: body(caller) }),
    });
  }
});

const isProbe = (route: string) => route.startsWith('GET /health');

/** A busy machine may be late for one check of what the service needs. */
function healthy<T extends { readonly statusCode: number }>(ask: () => Promise<T>): Promise<T> {
  return eventually(async () => {
    const response = await ask();
    expect(response.statusCode).toBe(200);
    return response;
  });
}

function statusesOf(route: string, expected: Expected): Record<CallerName, number> {
  const { owner, other, admin, without, adminKey = admin } = expected;
  const refused = Object.fromEntries(WITHOUT.map((caller) => [caller, without]));
  const isPublic = without < 400;
  const reads = route.startsWith('GET ');
  const keys = {
    [KEYS[0]]: reads || isPublic ? owner : 403,
    // The admin's key comes before the admin, and after the owner.
    [KEYS[1]]: reads && !isPublic ? 403 : other,
    [KEYS[2]]: adminKey,
  };
  return { ...refused, ...keys, owner, other, admin } as Record<CallerName, number>;
}

/** The false tokens claim to be the owner with every role: whoever believed them would show everything. */
async function everyToken() {
  const everything = { sub: OWNER, roles: ['user', 'admin'], aud: AUDIENCE };
  return {
    anonymous: {},
    expired: header(await signed(everything, { expires: '-1 minute' })),
    'wrong signature': header(await signed(everything, { secret: `${TEST_JWT_SECRET}!` })),
    'wrong audience': header(await signed({ ...everything, aud: 'somebody-else' })),
    'alg: none': header(new UnsecuredJWT(everything).setExpirationTime('1h').encode()),
    other: header(await signed({ ...everything, sub: 'other-1', roles: ['user'] })),
    owner: header(await signed({ ...everything, roles: ['user'] })),
    admin: header(await signed({ ...everything, sub: 'root', roles: ['admin'] })),
  };
}

const header = (token: string) => ({ authorization: `Bearer ${token}` });

/** The false keys act as the owner with every scope: whoever believed them would show everything. */
async function everyKey({ app, database }: TestApp) {
  const keys = app.get(ApiKeysService);
  const make = async (subject: string, scopes: ApiKeyScope[]) =>
    keys.create({ name: 'A key', subject, scopes, createdBy: 'root' });
  const revoked = await make(OWNER, ['read', 'write', 'admin']);
  await keys.verify(revoked.key);
  await keys.revoke(revoked.apiKey.id);
  const expired = await make(OWNER, ['read', 'write', 'admin']);
  const expire = `UPDATE auth.api_keys SET expires_at = now() WHERE id = $1`;
  const known = await make(OWNER, ['read', 'write', 'admin']);
  await withClient(database.url, async (client) => {
    await client.query(expire, [expired.apiKey.id]);
    await client.query(`UPDATE auth.api_keys SET id = $2 WHERE id = $1`, [
      known.apiKey.id,
      UNUSED_KEY_ID,
    ]);
  });
  return {
    'unknown key': header(UNKNOWN_KEY),
    'malformed key': header(known.key.slice(0, -1)),
    'revoked key': header(revoked.key),
    'expired key': header(expired.key),
    [KEYS[0]]: header((await make(OWNER, ['read'])).key),
    [KEYS[1]]: header((await make('other-1', ['write'])).key),
    [KEYS[2]]: header((await make('root', ['read', 'write', 'admin'])).key),
  };
}

function signed(
  claims: JWTPayload,
  { secret = TEST_JWT_SECRET, expires = '1h' } = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));
}
