import type { EntryOptions } from '@strata/cache';
import { counting, openClocked } from './clocked-cache';

const CENTURY_SECONDS = 100 * 366 * 86_400;

it.each<[string, EntryOptions<number>]>([
  ['ttlSeconds', { ttlSeconds: Infinity }],
  ['ttl', { ttl: () => Infinity }],
  ['a window', { ttlSeconds: CENTURY_SECONDS + 1, staleIfErrorSeconds: Infinity }],
])('an endless time is that long: %s', async (_name, options) => {
  const { cache, clock } = openClocked();
  const loader = counting();
  await cache.getOrSet('users:1', loader.load, options);
  clock.advanceSeconds(CENTURY_SECONDS);
  await expect(cache.resolve('users:1', loader.load, options)).resolves.toMatchObject({
    value: 1,
    source: 'memory',
  });
  // None in the background either.
  await new Promise((resolve) => setImmediate(resolve));
  expect(loader.calls).toBe(1);
});

it.each([0, -1, Number.NaN, -Infinity])('a TTL of %s stores nothing', async (ttlSeconds) => {
  const { cache } = openClocked();
  const loader = counting();
  await cache.getOrSet('users:1', loader.load, { ttlSeconds });
  await expect(cache.getOrSet('users:1', loader.load, { ttlSeconds })).resolves.toBe(2);
});

it.each([-1, Number.NaN])('a jitter of %s is none', async (jitter) => {
  const { cache } = openClocked();
  const { ttlSeconds } = await cache.resolve('users:1', () => 1, { ttlSeconds: 60, jitter });
  expect(ttlSeconds).toBe(60);
});

it.each([-5, Number.NaN])('a cost of %s is none', async (cost) => {
  const { cache } = openClocked();
  for (let call = 0; call < 3; call++) await cache.getOrSet('users:1', () => 1, { cost });
  expect(cache.stats().savedCost).toBe(0);
});
