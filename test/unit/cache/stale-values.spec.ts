import type { CacheService, EntryOptions } from '@strata/cache';
import { openCache, passSeconds, TestLoader } from './test-cache';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const KEY = 'users:1';

/** A cache with the value 'old' in it, loaded at this moment. */
async function withOld(options: EntryOptions<string>) {
  const { cache, told } = openCache();
  const loader = new TestLoader<string>();
  const ask = (more: EntryOptions<string> = {}) =>
    cache.resolve(KEY, loader.load, { ttlSeconds: 60, ...options, ...more });
  const first = ask();
  await passSeconds(0);
  await loader.give('old');
  await first;
  return { cache, told, loader, ask };
}

const INVALIDATIONS: Record<string, (cache: CacheService) => Promise<void>> = {
  'its key': (cache) => cache.delete(KEY),
  'its tag': (cache) => cache.deleteByTag('team:7'),
  'its namespace': (cache) => cache.deleteByNamespace('users'),
  'a pattern': (cache) => cache.deleteByPattern('us*:1'),
  everything: (cache) => cache.clear(),
};

describe('while an expired value is revalidated', () => {
  const WINDOW = { staleWhileRevalidateSeconds: 30, tags: ['team:7'] };

  it('all callers get it at once, and one load renews it', async () => {
    const { ask, loader, told } = await withOld(WINDOW);
    await passSeconds(60);
    for (let call = 0; call < 3; call++) {
      await expect(ask()).resolves.toMatchObject({ value: 'old', source: 'stale' });
    }
    expect(loader.calls).toBe(2);
    await loader.give('new');
    await expect(ask()).resolves.toMatchObject({ value: 'new', source: 'memory' });
    expect(told).toEqual([...Array<string>(3).fill('stale: revalidate'), 'refreshed']);
  });

  it('tells for how long it has been expired', async () => {
    const { ask } = await withOld(WINDOW);
    await passSeconds(70);
    await expect(ask()).resolves.toMatchObject({ source: 'stale', ttlSeconds: -10 });
  });

  it('it is not served beyond the window', async () => {
    const { ask, loader } = await withOld(WINDOW);
    await passSeconds(90);
    const asked = ask();
    await passSeconds(0);
    await loader.give('new');
    await expect(asked).resolves.toMatchObject({ value: 'new', source: 'load' });
  });

  it('a failing load changes nothing for callers, and is tried again after a second', async () => {
    const { ask, loader, told } = await withOld(WINDOW);
    await passSeconds(60);
    await ask();
    await loader.fail();
    await expect(ask()).resolves.toMatchObject({ value: 'old' });
    expect(loader.calls).toBe(2);
    expect(told.slice(1)).toEqual(['refresh failed', 'error: refresh', 'stale: revalidate']);
    await passSeconds(1);
    await ask();
    expect(loader.calls).toBe(3);
  });

  it('get and entry do not show it', async () => {
    const { cache } = await withOld(WINDOW);
    await passSeconds(60);
    await expect(cache.get(KEY)).resolves.toBeUndefined();
    await expect(cache.entry(KEY)).resolves.toBeUndefined();
  });

  it.each(Object.entries(INVALIDATIONS))(
    'it is not served once %s was invalidated',
    async (_name, invalidate) => {
      const { cache, ask, loader } = await withOld(WINDOW);
      await passSeconds(60);
      await invalidate(cache);
      const asked = ask();
      await passSeconds(0);
      await loader.give('new');
      await expect(asked).resolves.toMatchObject({ value: 'new' });
    },
  );

  it('a load from before an invalidation does not renew it', async () => {
    const { cache, ask, loader } = await withOld(WINDOW);
    await passSeconds(60);
    await ask();
    await cache.delete(KEY);
    await loader.give('from before');
    const asked = ask();
    await passSeconds(0);
    await loader.give('new');
    await expect(asked).resolves.toMatchObject({ value: 'new' });
  });
});

describe('when a load fails', () => {
  const WINDOW = { staleIfErrorSeconds: 30, tags: ['team:7'] };

  it('an expired value stands in for all who wait, and the error is told once', async () => {
    const { ask, loader, told } = await withOld(WINDOW);
    await passSeconds(60);
    const asked = Array.from({ length: 100 }, () => ask());
    await passSeconds(0);
    await loader.fail();
    for (const { value, source } of await Promise.all(asked)) {
      expect([value, source]).toEqual(['old', 'stale']);
    }
    expect(loader.calls).toBe(2);
    expect(told.filter((each) => each === 'error: load')).toHaveLength(1);
  });

  it('it stands in without another load for a second', async () => {
    const { ask, loader } = await withOld(WINDOW);
    await passSeconds(60);
    const failing = ask();
    await passSeconds(0);
    await loader.fail();
    await failing;
    await expect(ask()).resolves.toMatchObject({ value: 'old', source: 'stale' });
    expect(loader.calls).toBe(2);
    await passSeconds(1);
    const asked = ask();
    await passSeconds(0);
    await loader.give('new');
    await expect(asked).resolves.toMatchObject({ value: 'new', source: 'load' });
  });

  it.each([
    ['the window is over', 90, {}],
    ['the caller has asked for a refresh', 60, { refresh: true }],
    ['its window is for revalidation only', 60, { staleIfErrorSeconds: 0 }],
  ])('callers get the error where %s', async (_name, seconds, more) => {
    const { ask, loader } = await withOld(WINDOW);
    await passSeconds(seconds);
    const asked = ask(more);
    const failed = expect(asked).rejects.toThrow('database down');
    await passSeconds(0);
    await loader.fail();
    await failed;
  });

  it.each(Object.entries(INVALIDATIONS))(
    'a value does not stand in when %s was invalidated during the load',
    async (_name, invalidate) => {
      const { cache, ask, loader } = await withOld(WINDOW);
      await passSeconds(60);
      const failed = expect(ask()).rejects.toThrow('database down');
      await passSeconds(0);
      await invalidate(cache);
      await loader.fail();
      await failed;
    },
  );
});

it('the options of the module hold where a call names none', async () => {
  const { cache } = openCache({ staleIfErrorSeconds: 30, defaultTtlSeconds: 60 });
  const fail = (): string => {
    throw new Error('database down');
  };
  await cache.getOrSet(KEY, () => 'old');
  await passSeconds(60);
  await expect(cache.getOrSet(KEY, fail)).resolves.toBe('old');
  await cache.set(KEY, 'plain', { staleIfErrorSeconds: 0 });
  await passSeconds(60);
  await expect(cache.getOrSet(KEY, fail)).rejects.toThrow('database down');
});

describe('a newer value that is not kept', () => {
  const WINDOWS = { staleWhileRevalidateSeconds: 600, staleIfErrorSeconds: 600 };
  const notKept: Record<string, [EntryOptions<string | null>, string | null]> = {
    'for its TTL': [{ ttl: () => 0 }, 'new'],
    'for its absence': [{ absenceTtlSeconds: 0 }, null],
    'for its size': [{}, 'x'.repeat(2_000_000)],
  };

  it.each(Object.entries(notKept))(
    '%s takes away the older one, which does not stand in for it',
    async (_why, [options, value]) => {
      const { cache } = openCache();
      const load = jest.fn((): string | null => value);
      const ask = () => cache.getOrSet(KEY, load, { ttlSeconds: 60, ...WINDOWS, ...options });
      await cache.getOrSet(KEY, () => 'old', { ttlSeconds: 60, ...WINDOWS });
      await passSeconds(70);
      await expect(ask()).resolves.toBe('old');
      await passSeconds(0);
      await expect(ask()).resolves.toBe(value);
      load.mockImplementation(() => {
        throw new Error('database down');
      });
      await expect(ask()).rejects.toThrow('database down');
    },
  );

  it('of a refresh takes it away, too', async () => {
    const { cache } = openCache();
    await cache.set(KEY, 'old');
    await cache.getOrSet(KEY, () => 'new', { refresh: true, ttlSeconds: 0 });
    await expect(cache.get(KEY)).resolves.toBeUndefined();
  });
});

describe('a batch', () => {
  const OPTIONS = { ttlSeconds: 60, staleWhileRevalidateSeconds: 30, staleIfErrorSeconds: 60 };

  it('serves what has expired, renews that by one load, and waits for the rest only', async () => {
    const { cache } = openCache();
    const asked: (readonly string[])[] = [];
    const load = (missing: readonly string[]) => {
      asked.push(missing);
      return new Map(missing.map((key) => [key, `${key} ${asked.length}`]));
    };
    await cache.getOrSetMany(['a:1', 'a:2'], load, OPTIONS);
    await passSeconds(60);
    const values = await cache.getOrSetMany(['a:1', 'a:2', 'a:3'], load, OPTIONS);
    expect([...values.values()]).toEqual(['a:1 1', 'a:2 1', 'a:3 2']);
    await passSeconds(0);
    expect(asked).toEqual([['a:1', 'a:2'], ['a:3'], ['a:1', 'a:2']]);
    await expect(cache.get('a:2')).resolves.toBe('a:2 3');
  });

  it('takes what may stand in when the load fails', async () => {
    const { cache } = openCache();
    await cache.getOrSetMany(['a:1'], () => new Map([['a:1', 'old']]), OPTIONS);
    await passSeconds(100);
    const fail = () => Promise.reject(new Error('database down'));
    await expect(cache.getOrSetMany(['a:1'], fail, OPTIONS)).resolves.toEqual(
      new Map([['a:1', 'old']]),
    );
    await expect(cache.getOrSetMany(['a:1', 'a:2'], fail, OPTIONS)).rejects.toThrow('database');
  });
});
