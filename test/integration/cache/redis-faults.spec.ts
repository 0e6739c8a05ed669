import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { RedisServer } from '../../support/redis/redis-server';
import { closeCaches, connected, counter, openCache, unavailable, shared } from './open-cache';

/** A port on which nobody listens: the discard service's, which needs root to be taken. */
const REFUSING_URL = 'redis://127.0.0.1:9';

let server: RedisServer;
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  server = await RedisServer.start();
});

afterEach(async () => {
  await closeCaches();
  expect(unhandled).toEqual([]);
});

afterAll(async () => {
  process.off('unhandledRejection', note);
  await server.stop();
});

describe('with Redis refused at start', () => {
  it('starts and answers from the loader', async () => {
    const { cache } = await openCache({ redis: { url: REFUSING_URL } });
    await expect(cache.getOrSet('users:1', () => 'Ada')).resolves.toBe('Ada');
    expect(cache.stats().redis).toMatchObject({ state: 'unavailable' });
  });

  it('still loads once for many who ask at the same time', async () => {
    const { cache } = await openCache({ redis: { url: REFUSING_URL } });
    const { load } = counter();
    const answers = await Promise.all(
      Array.from({ length: 500 }, () =>
        cache.getOrSet('users:1', async () => Promise.resolve(load())),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([1]));
  });

  it('accepts every kind of write without an error', async () => {
    const { cache } = await openCache({ redis: { url: REFUSING_URL } });
    await cache.set('users:1', 'Ada');
    await cache.delete('users:1');
    await cache.deleteByTag('team:1');
    await cache.deleteByNamespace('users');
    await cache.deleteByPattern('users:*');
    await cache.clear();
    await expect(cache.get('users:1')).resolves.toBeUndefined();
  });

  it('uses Redis by itself once it is there', async () => {
    const proxy = await FaultProxy.start(server.url);
    try {
      await proxy.refuse();
      const opened = await openCache({ redis: { url: proxy.url } });
      expect(opened.cache.stats().redis.state).toBe('unavailable');
      await proxy.pass();
      await connected(opened);
      await opened.cache.getOrSet('users:2', () => 'Bea');
      const other = await openCache({ redis: { url: server.url } });
      await shared(other, 'users:2', 'Bea');
    } finally {
      await closeCaches();
      await proxy.close();
    }
  });
});

describe('with Redis killed while running', () => {
  it('answers from memory, then from the loader, and uses Redis again when it is back', async () => {
    const opened = await openCache({ redis: { url: server.url } });
    const { cache } = opened;
    await connected(opened);
    await cache.getOrSet('users:3', () => 'Cid');
    await server.kill();
    await unavailable(opened);
    await expect(cache.getOrSet('users:3', () => 'loaded')).resolves.toBe('Cid');
    await expect(cache.getOrSet('users:4', () => 'Dan')).resolves.toBe('Dan');
    await server.restart();
    await connected(opened);
    await cache.getOrSet('users:5', () => 'Eve');
    const other = await openCache({ redis: { url: server.url } });
    await connected(other);
    await shared(other, 'users:5', 'Eve');
  });
});

describe('with Redis frozen', () => {
  it('gives up waiting, answers from the loader, and uses Redis again when it goes on', async () => {
    const opened = await openCache({ redis: { url: server.url } });
    await connected(opened);
    await server.pause();
    try {
      await expect(opened.cache.getOrSet('users:6', () => 'Fay')).resolves.toBe('Fay');
      await unavailable(opened);
      expect(opened.cache.stats().redis.breaker).not.toBe('closed');
      await expect(opened.cache.getOrSet('users:7', () => 'Gus')).resolves.toBe('Gus');
      await opened.cache.delete('users:6');
    } finally {
      await server.resume();
    }
    await connected(opened);
    await expect(opened.cache.getOrSet('users:6', () => 'new')).resolves.toBe('new');
  });
});

describe('with answers that are no Redis', () => {
  it('answers from the loader and uses Redis again afterwards', async () => {
    const proxy = await FaultProxy.start(server.url);
    try {
      const opened = await openCache({ redis: { url: proxy.url } });
      await connected(opened);
      await proxy.garbage();
      await expect(opened.cache.getOrSet('users:8', () => 'Hal')).resolves.toBe('Hal');
      await unavailable(opened);
      await expect(opened.cache.getOrSet('users:9', () => 'Ida')).resolves.toBe('Ida');
      await proxy.pass();
      await connected(opened);
    } finally {
      await closeCaches();
      await proxy.close();
    }
  });
});

describe('with connections cut again and again', () => {
  it('never changes an answer', async () => {
    const proxy = await FaultProxy.start(server.url);
    try {
      const { cache } = await openCache({ redis: { url: proxy.url } });
      for (let round = 0; round < 20; round++) {
        proxy.cut();
        const key = `rounds:${round}`;
        await expect(cache.getOrSet(key, () => round)).resolves.toBe(round);
        await cache.delete(key);
        await expect(cache.getOrSet(key, () => -round)).resolves.toBe(-round);
      }
    } finally {
      await closeCaches();
      await proxy.close();
    }
  });
});
