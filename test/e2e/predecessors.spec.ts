import { eventually } from '../support/eventually';
import { startTestApp, type TestApp } from '../support/app';
import { loadDemoData } from '../../apps/api/src/demo-data';

interface AnalysisAnswer {
  id: string;
  cache_hit: boolean;
  source: string;
}

/** The requests that consumers of the five predecessors make, as they make them: without a token. */
describe("the predecessors' own requests", () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp();
    await loadDemoData(test.app);
  });

  afterAll(() => test.close());

  async function json<T = Record<string, unknown>>(url: string): Promise<T> {
    const response = await test.app.inject(url);
    expect(response.statusCode).toBe(200);
    return response.json<T>();
  }

  it('GET /health answers in both shapes', async () => {
    await eventually(async () =>
      expect(await json('/health')).toMatchObject({
        status: 'healthy',
        checks: { database: 'ok', redis: 'ok', embedding_provider: 'lexical' },
        redis: 'healthy',
      }),
    );
  });

  it('POST /jira/analyze processes once, then answers from the cache', async () => {
    const payload = { issue_key: 'TEST-123', summary: 'Test issue' };
    const analyse = async () =>
      (
        await test.app.inject({ method: 'POST', url: '/jira/analyze', payload })
      ).json<AnalysisAnswer>();
    const first = await analyse();
    expect(first).toMatchObject({ cache_hit: false, source: 'processed' });
    expect(await analyse()).toMatchObject({ id: first.id, cache_hit: true, source: 'cache' });
  });

  it('GET /api/mcp/customer/:id answers the demonstration customer', async () => {
    expect(JSON.stringify(await json('/api/mcp/customer/5971333382399'))).toContain(
      '5971333382399',
    );
  });

  it('GET /admin/cache/stats counts what really happened', async () => {
    interface Stats {
      hits: number;
      misses: number;
    }
    await test.app.inject('/api/users/5971333382399');
    const before = await json<Stats>('/admin/cache/stats');
    await test.app.inject('/api/users/5971333382399');
    const after = await json<Stats>('/admin/cache/stats');
    expect(after.hits).toBe(before.hits + 1);
    expect(after.misses).toBe(before.misses);
    expect(await json('/metrics/cache')).toMatchObject({ hits: after.hits, enabled: true });
  });

  it('GET /admin/db/pool and /metrics/database-pool show the pool as it is', async () => {
    const sizes = { server: 'primary', size: 5, max_overflow: 5 };
    const { servers } = await json<{ servers: Record<string, unknown>[] }>('/admin/db/pool');
    expect(servers[0]).toMatchObject(sizes);
    // The service looks into its outbox now and then.
    await eventually(async () => {
      const now = await json<{ servers: unknown[] }>('/admin/db/pool');
      expect(now.servers[0]).toMatchObject({ checked_out: 0 });
    });
    expect(servers[1]).toMatchObject({ role: 'replica' });
    const pool = await eventually(async () => {
      const now = await json<Record<string, number>>('/metrics/database-pool');
      expect(now.total_checkins).toBe(now.total_checkouts);
      return now;
    });
    expect(Object.keys(pool).sort()).toEqual([
      'checked_out',
      'overflow',
      'size',
      'total_checkins',
      'total_checkouts',
      'total_connections',
    ]);
    expect(pool.total_checkouts).toBeGreaterThan(0);
  });

  it("GET /metrics exposes the predecessors' names and HTTP metrics by route template", async () => {
    const { body } = await test.app.inject('/metrics');
    for (const name of [
      'cache_hits_total',
      'cache_misses_total',
      'cache_hit_rate',
      'db_pool_size',
      'db_pool_checked_out',
      'db_pool_overflow',
      'query_duration_seconds_bucket',
    ]) {
      expect(body).toMatch(new RegExp(`^${name}[ {]`, 'm'));
    }
    expect(body).toContain('http_route="/api/users/:id"');
    expect(body).not.toContain('5971333382399');
  });

  it('GET /api/analysis/:id answers 1,000 requests, ten at a time, without a failure', async () => {
    const payload = { kind: 'text', content: 'The cache answers quickly.' };
    const created = await test.app.inject({ method: 'POST', url: '/api/analysis', payload });
    expect(created.statusCode).toBe(201);
    const url = `/api/analysis/${created.json<AnalysisAnswer>().id}`;
    const statuses: number[] = [];
    const worker = async (): Promise<void> => {
      for (let i = 0; i < 100; i++) statuses.push((await test.app.inject(url)).statusCode);
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(statuses).toHaveLength(1_000);
  });
});
