import type { InjectOptions } from 'fastify';
import { eventually } from '../support/eventually';
import { createDocument } from '../../apps/api/src/http/openapi';
import { bearer, startTestApp, type TestApp } from '../support/app';
import { QueryCount } from '../support/query-count';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a route may ask of the database. */
interface Budget {
  /** As the documentation names it. */
  readonly route: `${Method} ${string}`;
  readonly payload?: object;
  readonly status?: number;
  /** Statements of the first request. COMMIT is not among them: a unit of work sends it past TypeORM. */
  readonly first: number;
  /** Statements of the same request again; default: it is not asked again. */
  readonly again?: number;
}

const USER = 'alice';

/** In an order in which each finds what it needs. Whoever raises a figure says why in the commit. */
const BUDGETS: readonly Budget[] = [
  { route: 'GET /health', first: 0 },
  { route: 'GET /health/live', first: 0 },
  { route: 'GET /health/ready', first: 0 },
  { route: 'GET /health/startup', first: 0 },
  { route: 'GET /metrics', first: 0 },
  { route: 'GET /metrics/cache', first: 0 },
  { route: 'GET /metrics/database-pool', first: 0 },
  { route: 'GET /admin/cache/stats', first: 0 },
  // Its entry of the audit log, in a transaction that has its own time limit.
  { route: 'GET /admin/cache/entries/{key}', first: 2 },
  { route: 'POST /admin/cache/invalidate', payload: { keys: ['a'] }, first: 2 },
  { route: 'GET /admin/db/pool', first: 0 },
  { route: 'GET /admin/db/replicas', first: 0 },
  { route: 'GET /admin/db/queries', first: 2 },
  { route: 'GET /admin/db/indexes', first: 1 },
  {
    route: 'POST /admin/api-keys',
    payload: { name: 'A key', subject: 'machine', scopes: ['read'] },
    status: 201,
    first: 3,
  },
  { route: 'GET /admin/api-keys', first: 1 },
  { route: 'DELETE /admin/api-keys/{id}', status: 204, first: 5 },
  { route: 'GET /admin/audit-log', first: 1 },
  {
    route: 'POST /api/users',
    payload: { id: USER, email: 'alice@example.com', display_name: 'Alice' },
    status: 201,
    // BEGIN, so that the invalidation is kept with the row; for projects too.
    first: 2,
  },
  { route: 'GET /api/users', first: 1 },
  { route: 'GET /api/users/{id}', first: 1, again: 0 },
  { route: 'PATCH /api/users/{id}', payload: { display_name: 'Al' }, first: 2 },
  // After the profile has changed.
  { route: 'GET /api/mcp/customer/{id}', first: 2, again: 0 },
  { route: 'PUT /api/users/{id}/settings', payload: { preferences: { a: 1 } }, first: 2 },
  { route: 'GET /api/users/{id}/settings', first: 1, again: 0 },
  {
    route: 'POST /api/users/{id}/activities',
    payload: { event_id: 'e', type: 'lesson', occurred_at: '2025-06-20T18:30:00Z' },
    status: 201,
    first: 3,
  },
  { route: 'GET /api/users/{id}/stats/daily', first: 1, again: 0 },
  { route: 'GET /api/users/{id}/stats/summary', first: 2, again: 0 },
  { route: 'POST /api/projects', payload: { name: 'A project' }, status: 201, first: 2 },
  { route: 'GET /api/projects', first: 1, again: 0 },
  { route: 'GET /api/projects/{id}/analyses', first: 2, again: 0 },
  {
    route: 'POST /api/analysis',
    payload: { kind: 'text', content: 'Something to think about.' },
    status: 201,
    first: 4,
    again: 0,
  },
  { route: 'GET /api/analysis/{id}', first: 1, again: 0 },
  { route: 'GET /api/user/{userId}/analyses', first: 1, again: 0 },
  {
    route: 'POST /jira/analyze',
    payload: { issue_key: 'TEST-7', summary: 'It crashes' },
    first: 4,
    again: 0,
  },
  { route: 'DELETE /api/users/{id}', status: 204, first: 7 },
];

/** What the outbox of invalidations costs is the same for every route that writes, and more while Redis is slow. */
function isOurs(sql: string): boolean {
  return !sql.includes('public.cache_invalidations');
}

describe('query budgets', () => {
  let test: TestApp;
  let count: QueryCount;
  let headers: Record<string, string>;
  const made: Record<string, string> = {};

  beforeAll(async () => {
    test = await startTestApp({ DATABASE_READ_URLS: '' });
    count = new QueryCount(test.app);
    headers = await bearer(USER, 'admin');
  });

  afterAll(() => test.close());

  /** One request; the parameter of its path is what was made before, or the user. */
  async function ask({ route, payload }: Budget) {
    const [method = '', path = ''] = route.split(' ');
    const id = made[path.split('/')[2] ?? ''] ?? USER;
    const request = { method, url: path.replace(/\{\w+\}/, id), headers, payload };
    let response = { statusCode: 0, body: '' };
    const statements = await count.of(async () => {
      // `method` is one of Method: the route's type says so.
      response = await test.app.inject(request as InjectOptions);
    });
    return {
      status: response.statusCode,
      body: response.body,
      statements: statements.filter(isOurs),
    };
  }

  /** A busy machine may be late for one check of what the service needs. */
  async function firstOf(budget: Budget) {
    if (!budget.route.startsWith('GET /health')) return ask(budget);
    return eventually(async () => {
      const probed = await ask(budget);
      expect(probed.status).toBe(200);
      return probed;
    });
  }

  /** Remembers what a route has made. */
  function remember({ route }: Budget, body: string): void {
    const id = /"id":"([^"]+)"/.exec(body)?.[1];
    if (id !== undefined) made[route.split('/')[2] ?? ''] = id;
  }

  it('are there for every documented route', () => {
    const { paths } = createDocument(test.app);
    const documented = Object.entries(paths).flatMap(([path, item]) =>
      (['get', 'post', 'put', 'patch', 'delete'] as const)
        .filter((method) => item[method])
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(BUDGETS.map(({ route }) => route).sort()).toEqual(documented.sort());
  });

  it.each(BUDGETS)('$route keeps to $first', async (budget) => {
    const first = await firstOf(budget);
    expect(first).toMatchObject({ status: budget.status ?? 200 });
    if (first.status === 201) remember(budget, first.body);
    expect(first.statements.length <= budget.first ? [] : first.statements).toEqual([]);
    if (budget.again === undefined) return;
    const { again } = budget;
    // The cache answers once it trusts what it has, which on a busy machine takes a moment.
    await eventually(async () => {
      const { statements } = await ask(budget);
      expect(statements.length <= again ? [] : statements).toEqual([]);
    });
  });
});
