import type { CachePosition } from '@strata/cache';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis/redis-server';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { closeCaches, connected, openCache, patientRedis, setShared } from './open-cache';

let server: RedisServer;

beforeAll(async () => {
  server = await RedisServer.start();
});

afterEach(closeCaches);

afterAll(() => server.stop());

it('serves a call that has seen a write elsewhere nothing older, though the log is late', async () => {
  const proxy = await FaultProxy.start(server.url);
  let required: CachePosition | undefined;
  const a = await openCache({ namespace: 'minimum', redis: patientRedis(server.url) });
  const b = await openCache({
    namespace: 'minimum',
    l1MaxStaleMs: 60_000,
    redis: patientRedis(proxy.url),
    minimumPosition: () => required,
  });
  try {
    await connected(a);
    await connected(b);
    await setShared(a, b, 'users:1', 'old');
    await proxy.freeze();
    await a.cache.set('users:1', 'new');
    await expect(b.cache.getOrSet('users:1', () => 'loaded')).resolves.toBe('old');
    required = a.cache.position();
    await expect(b.cache.get('users:1')).resolves.toBeUndefined();
    await expect(b.cache.getOrSet('users:1', () => 'loaded')).resolves.toBe('loaded');
    await proxy.pass();
    await eventually(() => expect(b.cache.position()).toEqual(required));
    await expect(b.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
  } finally {
    await closeCaches();
    await proxy.close();
  }
});

it('waits for the log where that is quick', async () => {
  const request: { sees?: CachePosition | undefined } = {};
  const a = await openCache({ namespace: 'quick', redis: patientRedis(server.url) });
  const b = await openCache({
    namespace: 'quick',
    redis: patientRedis(server.url),
    minimumPosition: () => request.sees,
  });
  await connected(a);
  await connected(b);
  // On a busy machine it is not quick each time.
  await eventually(async () => {
    const value = String(Math.random());
    await a.cache.set('users:1', value);
    request.sees = a.cache.position();
    await expect(b.cache.get('users:1')).resolves.toBe(value);
  });
});

it('serves nothing to a call that has seen another log', async () => {
  const required = { epoch: 'another', sequence: 1 };
  const a = await openCache({
    redis: patientRedis(server.url),
    minimumPosition: () => required,
  });
  await connected(a);
  await a.cache.set('users:1', 'old');
  await expect(a.cache.getOrSet('users:1', () => 'loaded')).resolves.toBe('loaded');
});
