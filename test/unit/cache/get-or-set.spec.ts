import { UncacheableValueError } from '@strata/cache';
import { controlled, counting, openClocked } from './clocked-cache';

describe('getOrSet', () => {
  it('loads once and answers from memory until the time to live is over', async () => {
    const { cache, clock } = openClocked();
    const source = counting();
    const ask = () => cache.getOrSet('users:1', source.load, { ttlSeconds: 60 });
    await expect(ask()).resolves.toBe(1);
    clock.advanceSeconds(59);
    await expect(ask()).resolves.toBe(1);
    clock.advanceSeconds(1);
    await expect(ask()).resolves.toBe(2);
  });

  it.each([undefined, null, 0, false, '', Number.NaN])(
    'caches %p as any other value',
    async (value) => {
      const { cache } = openClocked();
      const load = jest.fn(() => value);
      await expect(cache.getOrSet('users:1', load)).resolves.toBe(value);
      await expect(cache.getOrSet('users:1', load)).resolves.toBe(value);
      expect(load).toHaveBeenCalledTimes(1);
      await expect(cache.entry('users:1')).resolves.toMatchObject({ value, tier: 'memory' });
    },
  );

  it('loads once for 500 callers', async () => {
    const { cache } = openClocked();
    const { load, answers } = controlled<string>();
    const asked = Array.from({ length: 500 }, () => cache.getOrSet('users:1', load));
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(answers).toHaveLength(1);
    answers[0]?.resolve('Ada');
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['Ada']));
    expect(cache.stats()).toMatchObject({ loads: 1, collapsed: 499 });
  });

  it("passes the loader's failure to all who wait, and loads again for who comes later", async () => {
    const { cache } = openClocked();
    const load = jest.fn(() => Promise.reject(new Error('no such user')));
    const asked = await Promise.allSettled([
      cache.getOrSet('users:1', load),
      cache.getOrSet('users:1', load),
    ]);
    expect(asked.map((each) => each.status)).toEqual(['rejected', 'rejected']);
    expect(load).toHaveBeenCalledTimes(1);
    await expect(cache.getOrSet('users:1', () => 'Ada')).resolves.toBe('Ada');
  });

  it('passes on what a loader throws before it awaits anything', async () => {
    const { cache } = openClocked();
    const load = (): string => {
      throw new Error('at once');
    };
    await expect(cache.getOrSet('users:1', load)).rejects.toThrow('at once');
  });

  it('lets no caller change what another one gets', async () => {
    const { cache } = openClocked();
    const load = () => ({ at: new Date(0), list: [1] });
    const mine = await cache.getOrSet('users:1', load);
    mine.at.setTime(1);
    expect(() => mine.list.push(2)).toThrow(TypeError);
    await expect(cache.getOrSet('users:1', load)).resolves.toEqual({ at: new Date(0), list: [1] });
  });

  it('refuses a class instance and says what to cache instead', async () => {
    const { cache } = openClocked();
    class User {
      id = '1';
    }
    const asked = cache.getOrSet('users:1', () => new User());
    await expect(asked).rejects.toThrow(UncacheableValueError);
    await expect(asked).rejects.toThrow(/instance of User.*Cache a plain object/);
  });

  it('takes the time to live from the value, and does not store at 0', async () => {
    const { cache, clock } = openClocked();
    const source = counting();
    const ask = (seconds: number) =>
      cache.getOrSet('users:1', source.load, { ttl: () => seconds, ttlSeconds: 1e6 });
    await ask(0);
    await ask(10);
    await expect(ask(10)).resolves.toBe(2);
    clock.advanceSeconds(10);
    await expect(ask(10)).resolves.toBe(3);
  });

  it('shortens the time to live by no more than the jitter', async () => {
    const { cache } = openClocked({ ttlJitter: 0.5, defaultTtlSeconds: 1_000 });
    const times = new Set<number>();
    for (let index = 0; index < 50; index++) {
      const { ttlSeconds } = await cache.resolve(`users:${index}`, () => index);
      expect(ttlSeconds).toBeGreaterThanOrEqual(499);
      expect(ttlSeconds).toBeLessThanOrEqual(1_000);
      times.add(ttlSeconds);
    }
    expect(times.size).toBeGreaterThan(10);
  });

  it('refreshes when asked to', async () => {
    const { cache } = openClocked();
    const source = counting();
    await cache.getOrSet('users:1', source.load);
    await expect(cache.getOrSet('users:1', source.load, { refresh: true })).resolves.toBe(2);
    await expect(cache.getOrSet('users:1', source.load)).resolves.toBe(2);
  });

  it('tells where an answer came from', async () => {
    const { cache } = openClocked();
    const { load, answers } = controlled<string>();
    const first = cache.resolve('users:1', load);
    const second = cache.resolve('users:1', load);
    await new Promise((resolve) => setImmediate(resolve));
    answers[0]?.resolve('Ada');
    await expect(first).resolves.toMatchObject({ source: 'load', ttlSeconds: 300 });
    await expect(second).resolves.toMatchObject({ source: 'collapsed' });
    await expect(cache.resolve('users:1', load)).resolves.toMatchObject({ source: 'memory' });
    await expect(cache.resolve('users:1', () => 'x', { bypass: true })).resolves.toEqual({
      value: 'x',
      source: 'bypass',
      ttlSeconds: 0,
    });
  });

  it('keeps what is used when there are too many entries', async () => {
    const { cache } = openClocked({ memory: { maxEntries: 2 } });
    for (const key of ['users:1', 'users:2']) await cache.getOrSet(key, () => key);
    await cache.get('users:1');
    await cache.getOrSet('users:3', () => 'users:3');
    await expect(cache.get('users:2')).resolves.toBeUndefined();
    await expect(cache.get('users:1')).resolves.toBe('users:1');
    expect(cache.stats().memory).toMatchObject({ entries: 2, evictions: 1 });
  });

  it('keeps within its bytes', async () => {
    const { cache } = openClocked({ memory: { maxBytes: 20_000 } });
    for (let index = 0; index < 100; index++) {
      await cache.getOrSet(`users:${index}`, () => 'x'.repeat(1_000));
    }
    expect(cache.stats().memory.bytes).toBeLessThanOrEqual(20_000);
    expect(cache.stats().memory.entries).toBeGreaterThan(10);
  });
});

describe('set', () => {
  it('stores the value as it is at that moment', async () => {
    const hooks: (() => void | Promise<void>)[] = [];
    const afterCommit = (hook: () => void | Promise<void>) =>
      Promise.resolve(void hooks.push(hook));
    const { cache } = openClocked({ afterCommit });
    const value = { name: 'Ada' };
    await cache.set('users:1', value);
    value.name = 'changed';
    await hooks[0]?.();
    await expect(cache.get('users:1')).resolves.toEqual({ name: 'Ada' });
  });
});

describe('past the cache', () => {
  it.each([
    ['a request that wants it fresh', { bypass: () => true }],
    ['an open transaction', { insideTransaction: () => true }],
    ['a cache that is off', { enabled: false }],
  ])('%s neither reads nor stores', async (_name, options) => {
    const { cache } = openClocked(options);
    const source = counting();
    await cache.getOrSet('users:1', source.load);
    await expect(cache.getOrSet('users:1', source.load)).resolves.toBe(2);
    await cache.getOrSetMany(['users:2'], () => new Map([['users:2', 1]]));
    await expect(cache.get('users:2')).resolves.toBeUndefined();
    expect(cache.stats().memory.entries).toBe(0);
  });

  it('takes any value when it is off', async () => {
    const { cache } = openClocked({ enabled: false });
    class User {}
    await expect(cache.getOrSet('users:1', () => new User())).resolves.toBeInstanceOf(User);
    await cache.set('users:1', new User());
    await cache.clear();
    expect(cache.stats()).toMatchObject({ enabled: false, redis: { state: 'disabled' } });
  });
});
