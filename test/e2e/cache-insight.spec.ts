import { CacheService } from '@strata/cache';
import { bearer, startTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';

interface Invalidated {
  readonly memory_entries: number;
  readonly redis_keys: number | null;
}

describe('what administrators see of the cache, and do to it', () => {
  let test: TestApp;
  let cache: CacheService;

  beforeEach(async () => {
    test = await startTestApp();
    cache = test.app.get(CacheService);
    for (const key of ['books:1', 'books:2', 'films:1'])
      await cache.getOrSet(key, () => Promise.resolve(key), { tags: ['shelf'] });
    await cache.getOrSet('books:1', () => Promise.resolve('never'));
  });

  afterEach(() => test.close());

  async function ask<T>(url: string, payload?: object): Promise<T> {
    const headers = await bearer('root', 'admin');
    const method = payload === undefined ? 'GET' : 'POST';
    const response = await test.app.inject({ method, url, headers, payload });
    expect([url, response.statusCode, response.body]).toEqual([url, 200, expect.anything()]);
    return response.json<T>();
  }

  const audited = () => test.log.filter(({ msg }) => msg === 'admin_action');

  it('has history, memory of Redis, and the top keys hashed unless asked for', async () => {
    const stats = await ask<{ top_keys: { key: string }[] }>('/admin/cache/stats');
    expect(stats).toMatchObject({
      history: [{ hits: 1, misses: 3 }],
      redis: { used_memory_bytes: expect.any(Number) as number },
      coherence: { scope: 'shared', epoch: expect.any(String) as string, lag: { count: 0 } },
      load_latency: { count: 3 },
      saved_cost: 0,
    });
    expect(stats).toMatchObject({
      namespaces: expect.arrayContaining([
        expect.objectContaining({ namespace: 'books', memory_hits: 1, misses: 2, loads: 2 }),
      ]) as object[],
    });
    expect(JSON.stringify(stats)).not.toContain('books:1');
    const shown = await ask<{ top_keys: { key: string }[] }>('/admin/cache/stats?show_keys=true');
    expect(shown.top_keys.map(({ key }) => key)).toContain('books:1');
    expect(audited()).toMatchObject([{ subject: 'root', action: 'cache_show_keys' }]);
  });

  it('counts look-ups by route, those included that Nest is not asked for', async () => {
    const headers = await bearer('alice');
    const payload = { email: 'alice@example.com', display_name: 'Alice' };
    await test.app.inject({ method: 'POST', url: '/api/users', headers, payload });
    const caches = [];
    for (let visit = 0; visit < 3; visit++) {
      const response = await test.app.inject({ url: '/api/users/alice', headers });
      caches.push(response.headers['cache-status']);
    }
    expect(caches).toEqual([
      expect.stringContaining('fwd=miss'),
      expect.stringContaining('hit'),
      expect.stringContaining('hit'),
    ]);
    const { endpoints } = await ask<{ endpoints: object[] }>('/admin/cache/stats');
    // The answer and the profile in it.
    const figures = { hits: 2, misses: 2, collapsed: 0, bypassed: 0 };
    expect(endpoints).toContainEqual({ endpoint: '/api/users/:id', ...figures });
  });

  it('shows an entry in each tier without its value', async () => {
    await eventually(async () => {
      const { tiers } = await ask<{ tiers: object[] }>('/admin/cache/entries/books:1');
      expect(tiers).toMatchObject([
        { tier: 'memory', tags: ['shelf'] },
        { tier: 'redis', tags: ['shelf'] },
      ]);
      expect(Object.keys(tiers[0] ?? {})).not.toContain('value');
    });
    expect(await ask('/admin/cache/entries/none')).toEqual({ key: 'none', tiers: [] });
  });

  it.each([
    ['key', { keys: ['books:1'] }, 1, 1],
    ['tag', { tags: ['shelf'] }, 3, null],
    ['namespace', { namespaces: ['books'] }, 2, 2],
    ['pattern', { patterns: ['*:1'] }, 2, 2],
    [
      'names that overlap',
      { keys: ['books:1', 'books:1'], namespaces: ['books'], patterns: ['*:1'] },
      3,
      3,
    ],
  ])('counts by %s first, and then invalidates that', async (_by, names, memory, redis) => {
    await eventually(async () => {
      const counted = await ask<Invalidated>('/admin/cache/invalidate', {
        ...names,
        dry_run: true,
      });
      expect(counted).toMatchObject({ memory_entries: memory, redis_keys: redis });
    });
    expect(await cache.get('books:1')).toBe('books:1');
    await ask('/admin/cache/invalidate', names);
    expect(await cache.get('books:1')).toBeUndefined();
    expect(audited().at(-1)).toMatchObject({
      subject: 'root',
      action: 'cache_invalidate',
      dry_run: false,
      target: JSON.stringify(names),
    });
  });

  it.each([
    ['/admin/cache/entries/%07', undefined, 'key', 'cache key'],
    ['/admin/cache/invalidate', { keys: ['books:1', null, '\u0007'] }, 'keys', 'cache key'],
    ['/admin/cache/invalidate', { namespaces: ['a:b'] }, 'namespaces', 'cache namespace'],
    ['/admin/cache/invalidate', { keys: 'books:1' }, 'keys', 'array'],
    ['/admin/cache/invalidate', { keys: [] }, '', 'at least one'],
    ['/admin/cache/invalidate', { keys: ['books:1'], patterns: null }, 'patterns', 'array'],
  ])('refuses what names nothing: %s %j', async (url, payload, field, message) => {
    const headers = await bearer('root', 'admin');
    const method = payload === undefined ? 'GET' : 'POST';
    const response = await test.app.inject({ method, url, headers, payload });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: expect.arrayContaining([
        { field, message: expect.stringContaining(message) as string },
      ]) as object[],
    });
  });

  it('is for admins alone', async () => {
    const headers = await bearer('alice');
    const url = '/admin/cache/invalidate';
    const request = { method: 'POST', url, headers, payload: { keys: ['books:1'] } } as const;
    expect((await test.app.inject(request)).statusCode).toBe(403);
    expect(await cache.get('books:1')).toBe('books:1');
  });
});

it('counts everything there is where no Redis is configured', async () => {
  const test = await startTestApp({ REDIS_URL: '' });
  try {
    const headers = await bearer('root', 'admin');
    const payload = { tags: ['shelf'], dry_run: true };
    const url = '/admin/cache/invalidate';
    const response = await test.app.inject({ method: 'POST', url, headers, payload });
    expect(response.json()).toMatchObject({ memory_entries: 0, redis_keys: 0, complete: true });
  } finally {
    await test.close();
  }
});
