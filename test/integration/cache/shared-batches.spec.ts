import type { CacheOptions } from '@strata/cache';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis/redis-server';
import { closeCaches } from './open-cache';
import { awaited, leaseOf, OpenLoad, openTwo, outlived, withClient } from './two-caches';

type Values = Map<string, string>;

let server: RedisServer;

beforeAll(async () => {
  server = await RedisServer.start();
});

afterEach(closeCaches);

afterAll(() => server.stop());

function values(...entries: [string, string][]): Values {
  return new Map(entries);
}

/** One process loads x and y, and another one wants y and z, of which it loads z. */
async function overlapping(options: CacheOptions = {}) {
  const [a, b] = await openTwo(server.url, options);
  const first = new OpenLoad<Values>();
  const loading = a.cache.getOrSetMany(['x', 'y'], first.load);
  loading.catch(() => undefined);
  await first.begun();
  const second = new OpenLoad<Values>();
  const other = b.cache.getOrSetMany(['y', 'z'], second.load);
  other.catch(() => undefined);
  await second.begun();
  await awaited(server.url, 'y');
  expect(second.asked).toEqual([['z']]);
  return { a, b, first, second, loading, other };
}

it('loads what nobody loads by one call, and waits for the rest', async () => {
  const { a, b, first, second, loading, other } = await overlapping();
  second.give(values(['z', 'Zoe']));
  // Stored at once: who waits keeps nothing from others.
  await eventually(async () => expect(await a.cache.get('z')).toBe('Zoe'));
  first.give(values(['x', 'Xia'], ['y', 'Yan']));
  await expect(loading).resolves.toEqual(values(['x', 'Xia'], ['y', 'Yan']));
  await expect(other).resolves.toEqual(values(['y', 'Yan'], ['z', 'Zoe']));
  expect([first.calls, second.calls]).toEqual([1, 1]);
  expect(b.cache.stats()).toMatchObject({ loads: 1, collapsed: 1 });
});

it('gives a caller who joins for one key that key as soon as it is there', async () => {
  const { b, first, second, other } = await overlapping();
  const joined = b.cache.getOrSet('z', () => 'nobody loads this');
  second.give(values(['z', 'Zoe']));
  await expect(joined).resolves.toBe('Zoe');
  first.give(values(['y', 'Yan']));
  await other;
});

it('shares loads between a batch and a single key, both ways', async () => {
  const [a, b] = await openTwo(server.url);
  const [single, batch] = [new OpenLoad(), new OpenLoad<Values>()];
  const one = a.cache.getOrSet('x', single.load);
  await single.begun();
  const many = b.cache.getOrSetMany(['x', 'y'], batch.load);
  await batch.begun();
  const late = a.cache.getOrSet('y', () => 'nobody loads this');
  await awaited(server.url, 'y');
  single.give('Xia');
  batch.give(values(['y', 'Yan']));
  await expect(many).resolves.toEqual(values(['x', 'Xia'], ['y', 'Yan']));
  await expect(Promise.all([one, late])).resolves.toEqual(['Xia', 'Yan']);
});

it('takes and frees the leases of a batch in one command each', async () => {
  const [a] = await openTwo(server.url);
  const keys = Array.from({ length: 400 }, (_, index) => `many:${index}`);
  const lines: string[] = [];
  const scripts = (name: string) =>
    lines.filter((line) => /"EVAL"/i.test(line) && line.includes(name)).length;
  await withClient(server.url, async (client) => {
    await client.monitor((line) => lines.push(String(line)));
    await a.cache.getOrSetMany(keys, (missing) => new Map(missing.map((key) => [key, 1])));
    await eventually(() => expect(scripts("'DEL', lease")).toBe(1));
  });
  expect(scripts("'PTTL', lease")).toBe(1);
  expect(await withClient(server.url, (client) => client.exists(keys.map(leaseOf)))).toBe(0);
});

it('keeps one load for more keys than one command takes', async () => {
  const [a, b] = await openTwo(server.url);
  const keys = Array.from({ length: 1_300 }, (_, index) => `many:${index}`);
  const [first, second] = [new OpenLoad<Values>(), new OpenLoad<Values>()];
  const loading = a.cache.getOrSetMany(keys, first.load);
  await first.begun();
  const other = b.cache.getOrSetMany(keys, second.load);
  await awaited(server.url, 'many:1299');
  first.give(new Map(keys.map((key) => [key, key])));
  await Promise.all([loading, other]);
  expect(second.calls).toBe(0);
  expect(b.cache.stats()).toMatchObject({ loads: 0, collapsed: 1_300 });
});

it('renews the leases of a batch for as long as its load takes', async () => {
  const { first, second, other } = await overlapping({ leaseMs: 3_000 });
  second.give(values(['z', 'Zoe']));
  await outlived(server.url, 'y');
  first.give(values(['x', 'Xia'], ['y', 'Yan']));
  await other;
  expect(second.asked).toEqual([['z']]);
});

it('loads by one call what another process has failed to load, and gets its own error', async () => {
  const [a, b] = await openTwo(server.url);
  const [first, second] = [new OpenLoad<Values>(), new OpenLoad<Values>()];
  const loading = a.cache.getOrSetMany(['x', 'y', 'z'], first.load);
  loading.catch(() => undefined);
  await first.begun();
  const other = b.cache.getOrSetMany(['x', 'y', 'z'], second.load);
  other.catch(() => undefined);
  await awaited(server.url, 'z');
  first.fail('failed in A');
  await expect(loading).rejects.toThrow('failed in A');
  await second.begun();
  expect(second.asked).toEqual([['x', 'y', 'z']]);
  second.fail('failed in B');
  await expect(other).rejects.toThrow('failed in B');
});

it('takes the place of a batch whose holder is gone, and loads each key once', async () => {
  const [a, b] = await openTwo(server.url, { leaseMs: 1_000 });
  const keys = ['x', 'y', 'z'];
  const first = new OpenLoad<Values>();
  a.cache.getOrSetMany(keys, first.load).catch(() => undefined);
  await first.begun();
  const asked: string[] = [];
  const other = b.cache.getOrSetMany(keys, (missing) => {
    asked.push(...missing);
    return new Map(missing.map((key) => [key, 'new']));
  });
  await awaited(server.url, 'z');
  // As if its holder had died: nobody renews these leases.
  await withClient(server.url, (client) =>
    Promise.all(keys.map((key) => client.hSet(leaseOf(key), 't', 'somebody else'))),
  );
  expect((await other).get('y')).toBe('new');
  expect(asked.sort()).toEqual(keys);
  first.give(new Map());
});

it('waits for none of what was invalidated since its load began', async () => {
  const { a, b, first, second, other } = await overlapping();
  await a.cache.delete('y');
  await eventually(() => expect(b.cache.stats().coherence.applied).toBe(1));
  const third = new OpenLoad<Values>();
  const after = b.cache.getOrSetMany(['x', 'y'], third.load);
  await third.begun();
  expect(third.asked).toEqual([['y']]);
  third.give(values(['y', 'new']));
  first.give(values(['x', 'Xia'], ['y', 'old']));
  second.give(values(['z', 'Zoe']));
  await expect(after).resolves.toEqual(values(['x', 'Xia'], ['y', 'new']));
  expect((await other).get('y')).toBe('new');
});

it('loads by itself when Redis is lost while it waits', async () => {
  const own = await RedisServer.start();
  try {
    const [a, b] = await openTwo(own.url);
    const [first, second] = [new OpenLoad<Values>(), new OpenLoad<Values>()];
    const loading = a.cache.getOrSetMany(['x', 'y'], first.load);
    await first.begun();
    const other = b.cache.getOrSetMany(['x', 'y'], second.load);
    await awaited(own.url, 'y');
    await own.kill();
    await second.begun();
    expect(second.asked).toEqual([['x', 'y']]);
    second.give(values(['x', 'Xia'], ['y', 'Yan']));
    expect((await other).get('y')).toBe('Yan');
    first.give(new Map());
    await loading;
  } finally {
    await closeCaches();
    await own.stop();
  }
});
