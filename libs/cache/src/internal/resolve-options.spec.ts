import { CacheOptionsError } from '../errors';
import { resolveOptions } from './resolve-options';

it('fills in the documented defaults', () => {
  const options = resolveOptions({ redis: { url: 'redis://localhost' } });
  expect(options).toMatchObject({
    enabled: true,
    namespace: 'cache',
    defaultTtlSeconds: 300,
    ttlJitter: 0,
    schemaVersion: '1',
    l1MaxStaleMs: 5_000,
    memory: { maxEntries: 100_000, maxBytes: 67_108_864 },
    redis: { connectTimeoutMs: 500, commandTimeoutMs: 100, startTimeoutMs: 300 },
    http: { cacheName: 'cache' },
  });
});

it('takes undefined for "not given"', () => {
  expect(resolveOptions({ namespace: undefined, memory: { maxEntries: undefined } })).toMatchObject(
    {
      namespace: 'cache',
      memory: { maxEntries: 100_000 },
    },
  );
});

it.each([
  [{ namespace: 'a b' }, 'namespace'],
  [{ namespace: 'a*' }, 'namespace'],
  [{ defaultTtlSeconds: 0 }, 'defaultTtlSeconds'],
  [{ ttlJitter: 1.5 }, 'ttlJitter'],
  [{ memory: { maxBytes: Number.NaN } }, 'memory.maxBytes'],
  [{ redis: { url: 'redis://localhost', commandTimeoutMs: -1 } }, 'redis.commandTimeoutMs'],
  [{ http: { cacheName: 'a; b' } }, 'http.cacheName'],
])('refuses %j by name', (options, name) => {
  expect(() => resolveOptions(options)).toThrow(CacheOptionsError);
  expect(() => resolveOptions(options)).toThrow(name);
});
