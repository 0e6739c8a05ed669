import { bearer, startTestApp, type TestApp } from '../support/app';
import { QueryCount } from '../support/query-count';

const asksForPosition = (sql: string): boolean => sql.includes('pg_current_wal_insert_lsn');

describe('a write, where replicas answer reads', () => {
  let test: TestApp;
  let count: QueryCount;

  beforeAll(async () => {
    test = await startTestApp();
    count = new QueryCount(test.app);
  });

  afterAll(() => test.close());

  it("asks for the database's position once for its invalidation and once for its token", async () => {
    const headers = await bearer('ada');
    const payload = { email: 'ada@example.com', display_name: 'Ada' };
    const answers: unknown[] = [];
    const statements = await count.of(async () => {
      const request = { method: 'POST', url: '/api/users', headers, payload } as const;
      const { statusCode, headers: answered } = await test.app.inject(request);
      answers.push(statusCode, typeof answered['consistency-token']);
    });
    expect(answers).toEqual([201, 'string']);
    expect(statements.filter(asksForPosition)).toHaveLength(2);
  });
});
