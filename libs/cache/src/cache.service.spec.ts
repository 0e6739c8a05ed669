import type { CacheOptions } from './cache.options';
import { CacheService } from './cache.service';
import { UncacheableValueError } from './errors';
import { CacheEvents } from './events/cache-events';
import { CacheRuntime } from './internal/cache-runtime';

class TestClock {
  #nowMs = 1_000;

  now(): number {
    return this.#nowMs;
  }

  wallTime(): number {
    return this.#nowMs;
  }

  advanceSeconds(seconds: number): void {
    this.#nowMs += seconds * 1_000;
  }
}

function open(options: CacheOptions = {}) {
  const clock = new TestClock();
  const events = new CacheEvents();
  const cache = new CacheService(new CacheRuntime(options, events, clock));
  return { cache, clock, events };
}

/** A loader whose answers the test gives, one a call. */
function controlled<T>() {
  const answers: { resolve: (value: T) => void; reject: (error: Error) => void }[] = [];
  const load = (): Promise<T> =>
    new Promise<T>((resolve, reject) => answers.push({ resolve, reject }));
  return { load, answers };
}

function counting() {
  const state = { calls: 0, load: () => ++state.calls };
  return state;
}

describe('getOrSet', () => {
  it('loads once and answers from memory until the time to live is over', async () => {
    const { cache, clock } = open();
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
      const { cache } = open();
      const load = jest.fn(() => value);
      await expect(cache.getOrSet('users:1', load)).resolves.toBe(value);
      await expect(cache.getOrSet('users:1', load)).resolves.toBe(value);
      expect(load).toHaveBeenCalledTimes(1);
      await expect(cache.entry('users:1')).resolves.toMatchObject({ value, tier: 'memory' });
    },
  );

  it('loads once for 500 callers', async () => {
    const { cache } = open();
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
    const { cache } = open();
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
    const { cache } = open();
    const load = (): string => {
      throw new Error('at once');
    };
    await expect(cache.getOrSet('users:1', load)).rejects.toThrow('at once');
  });

  it('lets no caller change what another one gets', async () => {
    const { cache } = open();
    const load = () => ({ at: new Date(0), list: [1] });
    const mine = await cache.getOrSet('users:1', load);
    mine.at.setTime(1);
    expect(() => mine.list.push(2)).toThrow(TypeError);
    await expect(cache.getOrSet('users:1', load)).resolves.toEqual({ at: new Date(0), list: [1] });
  });

  it('refuses a class instance and says what to cache instead', async () => {
    const { cache } = open();
    class User {
      id = '1';
    }
    const asked = cache.getOrSet('users:1', () => new User());
    await expect(asked).rejects.toThrow(UncacheableValueError);
    await expect(asked).rejects.toThrow(/instance of User.*Cache a plain object/);
  });

  it('takes the time to live from the value, and does not store at 0', async () => {
    const { cache, clock } = open();
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
    const { cache } = open({ ttlJitter: 0.5, defaultTtlSeconds: 1_000 });
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
    const { cache } = open();
    const source = counting();
    await cache.getOrSet('users:1', source.load);
    await expect(cache.getOrSet('users:1', source.load, { refresh: true })).resolves.toBe(2);
    await expect(cache.getOrSet('users:1', source.load)).resolves.toBe(2);
  });

  it('tells where an answer came from', async () => {
    const { cache } = open();
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
    const { cache } = open({ memory: { maxEntries: 2 } });
    for (const key of ['users:1', 'users:2']) await cache.getOrSet(key, () => key);
    await cache.get('users:1');
    await cache.getOrSet('users:3', () => 'users:3');
    await expect(cache.get('users:2')).resolves.toBeUndefined();
    await expect(cache.get('users:1')).resolves.toBe('users:1');
    expect(cache.stats().memory).toMatchObject({ entries: 2, evictions: 1 });
  });

  it('keeps within its bytes', async () => {
    const { cache } = open({ memory: { maxBytes: 20_000 } });
    for (let index = 0; index < 100; index++) {
      await cache.getOrSet(`users:${index}`, () => 'x'.repeat(1_000));
    }
    expect(cache.stats().memory.bytes).toBeLessThanOrEqual(20_000);
    expect(cache.stats().memory.entries).toBeGreaterThan(10);
  });
});

describe('getOrSetMany', () => {
  it('calls the loader once with all keys that are missing, and keeps the order of the keys', async () => {
    const { cache } = open();
    await cache.getOrSet('users:2', () => 'cached');
    const load = jest.fn((missing: readonly string[]) => new Map(missing.map((key) => [key, key])));
    const users = await cache.getOrSetMany(['users:1', 'users:2', 'users:3', 'users:1'], load);
    expect([...users]).toEqual([
      ['users:1', 'users:1'],
      ['users:2', 'cached'],
      ['users:3', 'users:3'],
    ]);
    expect(load).toHaveBeenCalledTimes(1);
    expect(load.mock.calls[0]?.[0]).toEqual(['users:1', 'users:3']);
  });

  it('caches the absence of what the loader does not know', async () => {
    const { cache } = open();
    const load = jest.fn(() => new Map<string, string>());
    await expect(cache.getOrSetMany(['users:1'], load)).resolves.toEqual(
      new Map([['users:1', undefined]]),
    );
    await cache.getOrSetMany(['users:1'], load);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('joins loads that are under way, in both directions', async () => {
    const { cache } = open();
    const one = controlled<string>();
    const single = cache.getOrSet('users:1', one.load);
    const many = controlled<Map<string, string>>();
    const batch = cache.getOrSetMany(['users:1', 'users:2'], many.load);
    const other = cache.getOrSet('users:2', () => 'not called');
    await new Promise((resolve) => setImmediate(resolve));
    one.answers[0]?.resolve('Ada');
    many.answers[0]?.resolve(new Map([['users:2', 'Bea']]));
    await expect(single).resolves.toBe('Ada');
    await expect(other).resolves.toBe('Bea');
    await expect(batch).resolves.toEqual(
      new Map([
        ['users:1', 'Ada'],
        ['users:2', 'Bea'],
      ]),
    );
  });

  it("passes on the loader's failure and leaves nothing unhandled", async () => {
    const { cache } = open();
    const keys = ['users:1', 'users:2', 'users:3'];
    const load = () => Promise.reject(new Error('database down'));
    await expect(cache.getOrSetMany(keys, load)).rejects.toThrow('database down');
    await expect(cache.get('users:2')).resolves.toBeUndefined();
  });

  it('does not call the loader for no keys', async () => {
    const { cache } = open();
    const load = jest.fn(() => new Map<string, string>());
    await expect(cache.getOrSetMany([], load)).resolves.toEqual(new Map());
    expect(load).not.toHaveBeenCalled();
  });
});

describe('an invalidation', () => {
  const ways: Record<string, (cache: CacheService) => Promise<void>> = {
    'by key': (cache) => cache.delete('users:1'),
    'by tag': (cache) => cache.deleteByTag(['team:7']),
    'by namespace': (cache) => cache.deleteByNamespace('users'),
    'by pattern': (cache) => cache.deleteByPattern('*:1'),
    'of everything': (cache) => cache.clear(),
    'by setting another value': (cache) => cache.set('users:1', 'set'),
  };

  it.each(Object.entries(ways))(
    '%s: a load that began before is never stored after it',
    async (_name, invalidate) => {
      const { cache } = open();
      const { load, answers } = controlled<string>();
      const asked = cache.getOrSet('users:1', load, { tags: ['team:7'] });
      await new Promise((resolve) => setImmediate(resolve));
      await invalidate(cache);
      answers[0]?.resolve('old');
      await expect(asked).resolves.toBe('old');
      await expect(cache.get('users:1')).resolves.not.toBe('old');
    },
  );

  it.each(Object.entries(ways))(
    '%s: who comes after it does not join a load from before',
    async (_name, invalidate) => {
      const { cache } = open();
      const { load, answers } = controlled<string>();
      const before = cache.getOrSet('users:1', load, { tags: ['team:7'] });
      await new Promise((resolve) => setImmediate(resolve));
      await invalidate(cache);
      const after = cache.getOrSet('users:1', () => 'new', { tags: ['team:7'] });
      await expect(after).resolves.not.toBe('old');
      answers[0]?.resolve('old');
      await before;
      await expect(cache.get('users:1')).resolves.not.toBe('old');
    },
  );

  it('of a tag that only the value tells is not overtaken by a load either', async () => {
    const { cache } = open();
    const { load, answers } = controlled<{ team: string }>();
    const tags = ({ team }: { team: string }) => [`team:${team}`];
    const before = cache.getOrSet('users:1', load, { tags });
    await new Promise((resolve) => setImmediate(resolve));
    await cache.deleteByTag('team:7');
    await expect(cache.getOrSet('users:1', () => ({ team: '8' }), { tags })).resolves.toEqual({
      team: '8',
    });
    answers[0]?.resolve({ team: '7' });
    await before;
    await expect(cache.get('users:1')).resolves.toEqual({ team: '8' });
  });

  it('leaves others alone', async () => {
    const { cache } = open();
    await cache.getOrSet('users:10', () => 'kept', { tags: ['team:70'] });
    await cache.invalidate({
      keys: ['users:1'],
      tags: ['team:7'],
      patterns: ['users:1'],
      namespaces: ['user'],
    });
    await expect(cache.get('users:10')).resolves.toBe('kept');
  });

  it('waits for the commit, and does not happen after a rollback', async () => {
    const hooks: (() => void | Promise<void>)[] = [];
    const afterCommit = (hook: () => void | Promise<void>) =>
      Promise.resolve(void hooks.push(hook));
    const { cache } = open({ afterCommit });
    await cache.getOrSet('users:1', () => 'old');
    await cache.delete('users:1');
    await expect(cache.get('users:1')).resolves.toBe('old');
    await hooks[0]?.();
    await expect(cache.get('users:1')).resolves.toBeUndefined();
  });

  it('refuses a name that could not be a key', async () => {
    const { cache } = open();
    await expect(cache.delete('')).rejects.toThrow('cache key');
    await expect(cache.deleteByNamespace('users:*')).rejects.toThrow('namespace');
  });
});

describe('set', () => {
  it('stores the value as it is at that moment', async () => {
    const hooks: (() => void | Promise<void>)[] = [];
    const afterCommit = (hook: () => void | Promise<void>) =>
      Promise.resolve(void hooks.push(hook));
    const { cache } = open({ afterCommit });
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
    const { cache } = open(options);
    const source = counting();
    await cache.getOrSet('users:1', source.load);
    await expect(cache.getOrSet('users:1', source.load)).resolves.toBe(2);
    await cache.getOrSetMany(['users:2'], () => new Map([['users:2', 1]]));
    await expect(cache.get('users:2')).resolves.toBeUndefined();
    expect(cache.stats().memory.entries).toBe(0);
  });

  it('takes any value when it is off', async () => {
    const { cache } = open({ enabled: false });
    class User {}
    await expect(cache.getOrSet('users:1', () => new User())).resolves.toBeInstanceOf(User);
    await cache.set('users:1', new User());
    await cache.clear();
    expect(cache.stats()).toMatchObject({ enabled: false, redis: { state: 'disabled' } });
  });
});

describe('statistics and events', () => {
  it('tell hits, misses and loads by namespace', async () => {
    const { cache, events } = open();
    const seen: string[] = [];
    events.on('hit', ({ namespace, tier }) => seen.push(`hit ${namespace} ${tier}`));
    events.on('miss', ({ namespace }) => seen.push(`miss ${namespace}`));
    events.on('load', ({ namespace, failed }) => seen.push(`load ${namespace} ${failed}`));
    events.on('invalidate', ({ names }) => seen.push(`invalidate ${names}`));
    await cache.getOrSet('users:1', () => 1);
    await cache.getOrSet('users:1', () => 1);
    await cache.get('teams:1');
    await cache.delete(['users:1', 'users:2']);
    expect(seen).toEqual([
      'miss users',
      'load users false',
      'hit users memory',
      'miss teams',
      'invalidate 2',
    ]);
    expect(cache.stats()).toMatchObject({
      enabled: true,
      hits: 1,
      misses: 2,
      totalRequests: 3,
      hitRatePercent: 33.33,
      namespaces: { users: { hits: 1, misses: 1 }, teams: { hits: 0, misses: 1 } },
      coherence: { scope: 'process', trusted: true, pending: 0 },
    });
  });

  it('count a bounded number of namespaces', async () => {
    const { cache } = open();
    for (let index = 0; index < 300; index++) await cache.get(`n${index}:1`);
    const { namespaces } = cache.stats();
    expect(Object.keys(namespaces)).toHaveLength(257);
    expect(namespaces.other).toMatchObject({ hits: 0, misses: 44 });
  });
});
