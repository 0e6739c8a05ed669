import type { Resolved } from '@strata/cache';
import { openCache, passSeconds, TestLoader } from './test-cache';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const OPTIONS = { ttlSeconds: 100, earlyRefresh: 0.8 };

async function withOld() {
  const { cache, told } = openCache();
  const loader = new TestLoader<string>();
  const ask = () => cache.resolve('users:1', loader.load, OPTIONS);
  const first = ask();
  await passSeconds(0);
  await loader.give('old');
  await first;
  return { cache, told, loader, ask };
}

it('begins one load in the background once the part of the TTL is over, and serves meanwhile', async () => {
  const { ask, loader, told } = await withOld();
  await passSeconds(79);
  await ask();
  expect(loader.calls).toBe(1);
  await passSeconds(1);
  for (let call = 0; call < 5; call++) {
    await expect(ask()).resolves.toMatchObject({ value: 'old', source: 'memory', ttlSeconds: 20 });
  }
  expect(loader.calls).toBe(2);
  await loader.give('new');
  await expect(ask()).resolves.toMatchObject({ value: 'new', source: 'memory', ttlSeconds: 100 });
  expect(told).toEqual(['refreshed']);
});

it('keeps what is asked for all the time from ever expiring', async () => {
  const { cache } = openCache();
  let loads = 0;
  const load = () => ++loads;
  const sources = new Set<string>();
  await cache.resolve('users:1', load, OPTIONS);
  for (let second = 0; second < 1_000; second++) {
    await passSeconds(1);
    sources.add((await cache.resolve('users:1', load, OPTIONS)).source);
  }
  expect([...sources]).toEqual(['memory']);
  expect(loads).toBeGreaterThanOrEqual(12);
  expect(loads).toBeLessThanOrEqual(13);
  expect(cache.stats()).toMatchObject({ misses: 1, refreshes: loads - 1 });
});

it('lets no caller of hot keys wait under load, with one load of a key at a time', async () => {
  const { cache } = openCache();
  const keys = Array.from({ length: 5 }, (_, index) => `users:${String(index)}`);
  const running = new Set<string>();
  let loads = 0;
  const load = (key: string) => async () => {
    expect(running.has(key)).toBe(false);
    running.add(key);
    loads++;
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    running.delete(key);
    return loads;
  };
  const sources = new Map<string, number>();
  const note = ({ source, ttlSeconds }: Resolved<number>) => {
    const what = ttlSeconds > 0 ? source : 'expired';
    sources.set(what, (sources.get(what) ?? 0) + 1);
  };
  const askAll = () => {
    for (const key of keys) void cache.resolve(key, load(key), OPTIONS).then(note);
  };
  askAll();
  await passSeconds(5);
  sources.clear();
  for (let second = 1; second <= 300; second++) {
    await passSeconds(1);
    for (let caller = 0; caller < 10; caller++) askAll();
    // No time passes for them.
    await passSeconds(0);
    expect([...sources]).toEqual([['memory', second * 10 * keys.length]]);
  }
  expect(cache.stats()).toMatchObject({ misses: keys.length, stale: 0, collapsed: 0 });
  expect(loads).toBeGreaterThanOrEqual(4 * keys.length);
  expect(loads).toBeLessThanOrEqual(5 * keys.length);
});

it('waits a second after a failure, and goes on serving', async () => {
  const { ask, loader, told } = await withOld();
  await passSeconds(80);
  await ask();
  await loader.fail();
  await expect(ask()).resolves.toMatchObject({ value: 'old', source: 'memory' });
  expect(loader.calls).toBe(2);
  await passSeconds(1);
  await ask();
  expect(loader.calls).toBe(3);
  expect(told).toEqual(['refresh failed', 'error: refresh']);
});

it('shows the entry to get and entry as any other', async () => {
  const { cache } = await withOld();
  await passSeconds(90);
  await expect(cache.get('users:1')).resolves.toBe('old');
  await expect(cache.entry('users:1')).resolves.toMatchObject({ tier: 'memory', ttlSeconds: 10 });
});
