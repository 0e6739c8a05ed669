import type { InjectOptions } from 'fastify';
import { StatsRebuildService } from '@strata/stats';
import { bearer, startTestApp, type TestApp } from '../support/app';
import { apiDocument } from '../support/api-operations';
import { withClient } from '../support/database-url';
import { plantUser, type PlantedUser } from '../support/planted-user';

type Write = (test: TestApp, planted: PlantedUser) => Promise<unknown>;

/** Sends a request as the planted user. */
const send =
  (method: 'DELETE' | 'PATCH' | 'POST' | 'PUT', path: string, payload?: object): Write =>
  async ({ app }, { headers }) => {
    const request = { method, url: path, headers, payload };
    const { statusCode, body } = await app.inject(request);
    if (statusCode >= 300) throw new Error(`${method} ${path}: ${body}`);
  };

const activity = (occurredAt: Date, eventId = occurredAt.toISOString()): Write =>
  send('POST', '/api/users/alice/activities', {
    ...{ event_id: eventId, type: 'lesson', occurred_at: occurredAt.toISOString(), points: 7 },
  });

/** All that changes what can be read of a user, in the order in which it is done. */
const WRITES: readonly (readonly [name: string, write: Write])[] = [
  ['another name', send('PATCH', '/api/users/alice', { display_name: 'Alice II' })],
  ['another address', send('PATCH', '/api/users/alice', { email: 'alice2@example.com' })],
  ['another language', send('PATCH', '/api/users/alice', { locale: 'cs' })],
  ['an activity of today', activity(new Date())],
  ['an activity of long ago', activity(new Date('2025-06-20T03:00:00Z'))],
  ['another time zone', send('PATCH', '/api/users/alice', { time_zone: 'Pacific/Kiritimati' })],
  ['an activity in that zone', activity(new Date('2025-06-20T12:00:00Z'))],
  ['settings', send('PUT', '/api/users/alice/settings', { preferences: { theme: 'dark' } })],
  ['a project', send('POST', '/api/projects', { name: 'Second' })],
  ['an analysis', send('POST', '/api/analysis', { kind: 'text', content: 'A second text.' })],
  [
    'an analysis of a project',
    (test, planted) => {
      const { projectId: project_id } = planted;
      const body = { kind: 'text', content: 'A third text.', project_id };
      return send('POST', '/api/analysis', body)(test, planted);
    },
  ],
  [
    'an analysis of an issue',
    send('POST', '/jira/analyze', { issue_key: 'TEST-1', summary: 'Crash' }),
  ],
  [
    'stats made anew from the log',
    async ({ app, database }) => {
      const unlogged = `DELETE FROM production.activities WHERE type = 'lesson'`;
      await withClient(database.url, (client) => client.query(unlogged));
      for await (const _ of app.get(StatsRebuildService).mend('alice'));
    },
  ],
  ['the end of the user', send('DELETE', '/api/users/alice')],
  [
    'another user of that id',
    send('POST', '/api/users', { email: 'new@example.com', display_name: 'New' }),
  ],
];

describe('after each write, all that is cached is as the database has it:', () => {
  let test: TestApp;
  let planted: PlantedUser;
  let readers: { authorization: string }[];
  let paths: string[];

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true', DATABASE_READ_URLS: '' });
    planted = await plantUser(test, 'alice');
    const admin = await bearer('root', 'admin');
    const payload = { name: 'A', subject: 'alice', scopes: ['read'] };
    const url = '/admin/api-keys';
    const made = await test.app.inject({ method: 'POST', url, headers: admin, payload });
    const { key } = made.json<{ key: string }>();
    readers = [planted.headers, admin, { authorization: `Bearer ${key}` }];
    paths = readablePaths(test, planted);
  });
  afterAll(() => test.close());

  const read = async (path: string, headers: Record<string, string>) => {
    const { statusCode, body } = await test.app.inject({ url: path, headers } as InjectOptions);
    return { path, statusCode, answer: statusCode === 200 ? body : '' };
  };
  const readAll = (more: Record<string, string> = {}) =>
    Promise.all(
      readers.flatMap((headers) => paths.map((path) => read(path, { ...headers, ...more }))),
    );

  it.each(WRITES)('%s', async (_name, write) => {
    await readAll();
    const before = await readAll();
    await write(test, planted);
    const after = await readAll();
    expect(after).toEqual(await readAll({ 'cache-control': 'no-cache' }));
    expect(after).not.toEqual(before);
  });
});

/** Every documented read of what belongs to a user, a page of one, and the days that the writes are about. */
function readablePaths(test: TestApp, { id, projectId, analysisId }: PlantedUser): string[] {
  const ids: readonly (readonly [prefix: string, id: string])[] = [
    ['/api/analysis/', analysisId],
    ['/api/projects/', projectId],
    ['/api/', id],
  ];
  const documented = apiDocument(test)
    .operations.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/'))
    .map(({ path }) => {
      const named = ids.find(([prefix]) => path.startsWith(prefix))?.[1] ?? id;
      return path.replace(/\{\w+\}/, named);
    });
  const pages = documented.filter((path) => /(?:analyses|projects|users)$/.test(path));
  const days = ['2025-06-20', '2025-06-21'].map((date) => `?date=${date}`);
  return [
    ...documented,
    ...pages.map((path) => `${path}?limit=1`),
    ...days.map((date) => `/api/users/${id}/stats/daily${date}`),
  ];
}
