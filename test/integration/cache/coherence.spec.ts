import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import {
  closeCaches,
  connected,
  counter,
  type OpenCache,
  setShared,
  shared,
  unavailable,
} from './open-cache';
import { SpecRedis } from './spec-redis';

const redis = SpecRedis.use();

describe('two processes that share Redis', () => {
  it('use what the other has loaded', async () => {
    const [a, b] = await redis.openTwo();
    await a.cache.getOrSet('users:1', () => ({ name: 'Ada' }));
    await shared(b, 'users:1', { name: 'Ada' });
    expect(b.cache.stats().redis.hits).toBeGreaterThan(0);
  });

  const invalidations: Record<string, (one: OpenCache) => Promise<void>> = {
    'its key': ({ cache }) => cache.delete('users:1'),
    'its tag': ({ cache }) => cache.deleteByTag('team:7'),
    'its namespace': ({ cache }) => cache.deleteByNamespace('users'),
    'a pattern': ({ cache }) => cache.deleteByPattern('us*:1'),
    everything: ({ cache }) => cache.clear(),
  };
  it.each(Object.entries(invalidations))(
    'serve nothing old once the other has invalidated %s',
    async (_name, invalidate) => {
      const [a, b] = await redis.openTwo();
      const { load } = counter();
      const ask = ({ cache }: OpenCache) => cache.getOrSet('users:1', load, { tags: ['team:7'] });
      await ask(a);
      await shared(b, 'users:1', 1);
      await invalidate(a);
      await expect(ask(a)).resolves.toBe(2);
      await eventually(async () => expect(await ask(b)).toBeGreaterThan(1));
    },
  );

  it('leave other entries alone when one is invalidated', async () => {
    const [a, b] = await redis.openTwo();
    await a.cache.getOrSet('users:1', () => 'Ada');
    await a.cache.getOrSet('users:10', () => 'Bea', { tags: ['team:8'] });
    await shared(b, 'users:10', 'Bea');
    await a.cache.invalidate({ keys: ['users:1'], tags: ['team:7'], patterns: ['users:1'] });
    await eventually(() => expect(b.cache.stats().coherence.applied).toBe(1));
    await expect(b.cache.get('users:10')).resolves.toBe('Bea');
    await expect(b.cache.get('users:1')).resolves.toBeUndefined();
  });

  it('tell how long the invalidations of the other were on their way, and not those before them', async () => {
    const [a, b] = await redis.openTwo();
    await a.cache.delete('users:1');
    await eventually(() => expect(b.cache.stats().coherence.lag.count).toBe(1));
    const { lag } = b.cache.stats().coherence;
    // One machine, one clock.
    expect(lag.maxMs).toBeLessThan(300_000);
    expect(a.cache.stats().coherence.lag.count).toBe(0);
    const late = await redis.open();
    await connected(late);
    expect(late.cache.stats().coherence).toMatchObject({ applied: 1, lag: { count: 0 } });
    await b.cache.delete('users:2');
    await eventually(() => expect(late.cache.stats().coherence.lag.count).toBe(1));
  });

  it('time what Redis answers, found or not', async () => {
    const [a, b] = await redis.openTwo();
    await b.cache.set('users:1', 'Ada');
    const told: number[] = [];
    a.events.on('latency', ({ tier, durationMs }) => tier === 'redis' && told.push(durationMs));
    await expect(a.cache.get('users:1')).resolves.toBe('Ada');
    await expect(a.cache.get('users:2')).resolves.toBeUndefined();
    expect(told).toHaveLength(2);
    expect(Math.min(...told)).toBeGreaterThan(0);
    expect(a.cache.stats().redis.latency.count).toBe(2);
  });

  it('see a value that the other has set', async () => {
    const [a, b] = await redis.openTwo();
    await setShared(a, b, 'users:1', 'old');
    await setShared(a, b, 'users:1', 'new');
  });

  it('do not keep a value whose load began before the other invalidated it', async () => {
    const [a, b] = await redis.openTwo();
    let finish: (value: string) => void = () => undefined;
    const loading = b.cache.getOrSet(
      'users:1',
      () => new Promise<string>((resolve) => (finish = resolve)),
    );
    await eventually(() => expect(b.cache.stats().loads).toBe(1));
    await a.cache.delete('users:1');
    await eventually(() => expect(b.cache.stats().coherence.applied).toBe(1));
    finish('old');
    await expect(loading).resolves.toBe('old');
    await expect(a.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
    await shared(b, 'users:1', 'new');
  });

  it('do not keep a late value that was stored in Redis after the invalidation', async () => {
    const [a, b] = await redis.openTwo();
    const proxyless = counter();
    let finish: (value: string) => void = () => undefined;
    // B's load begins before A's invalidation and B stores it before the record reaches B.
    const loading = b.cache.getOrSet(
      'users:1',
      () => new Promise<string>((resolve) => (finish = resolve)),
    );
    await eventually(() => expect(b.cache.stats().loads).toBe(1));
    const deleted = a.cache.delete('users:1');
    finish('old');
    await Promise.all([loading, deleted]);
    await expect(a.cache.getOrSet('users:1', proxyless.load)).resolves.toBe(1);
  });
});

describe('a process that was cut off from Redis', () => {
  it('serves memory no longer than l1MaxStaleMs, and nothing old once it is connected again', async () => {
    const proxy = await FaultProxy.start(redis.server.url);
    const a = await redis.open();
    const b = await redis.open({ url: proxy.url }, { l1MaxStaleMs: 600 });
    try {
      await connected(a);
      await connected(b);
      await setShared(a, b, 'users:1', 'old');
      await proxy.freeze();
      await a.cache.set('users:1', 'new');
      await eventually(async () =>
        expect(await b.cache.getOrSet('users:1', () => 'from the loader')).toBe('from the loader'),
      );
      await proxy.pass();
      await connected(b);
      await expect(b.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
    } finally {
      await closeCaches();
      await proxy.close();
    }
  });

  it('makes the invalidations of that time good before it uses Redis again', async () => {
    const proxy = await FaultProxy.start(redis.server.url);
    const a = await redis.open();
    const b = await redis.open({ url: proxy.url });
    try {
      await connected(a);
      await connected(b);
      await setShared(a, b, 'users:1', 'old');
      await proxy.refuse();
      await unavailable(b);
      await b.cache.delete('users:1');
      expect(b.cache.stats().coherence.pending).toBe(1);
      await proxy.pass();
      await connected(b);
      await expect(b.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
      await eventually(async () =>
        expect(await a.cache.getOrSet('users:1', () => 'new')).toBe('new'),
      );
      await eventually(() => expect(b.cache.stats().coherence.pending).toBe(0));
    } finally {
      await closeCaches();
      await proxy.close();
    }
  });
});
