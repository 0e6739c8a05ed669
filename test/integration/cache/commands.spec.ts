import { createClient } from 'redis';
import { RedisServer } from '../../support/redis/redis-server';
import { eventually } from '../../support/eventually';
import { closeCaches, connected, openCache, patientRedis } from './open-cache';

let server: RedisServer;

beforeAll(async () => {
  server = await RedisServer.start();
});

afterEach(closeCaches);

afterAll(() => server.stop());

type Client = ReturnType<typeof newClient>;

function newClient() {
  return createClient({ url: server.url });
}

async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const client = newClient();
  await client.connect();
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

/** The commands that Redis was sent while `act` ran, in upper case. */
async function commandsDuring(act: () => Promise<void>): Promise<readonly string[]> {
  const lines: string[] = [];
  await withClient(async (monitor) => {
    await monitor.monitor((line) => lines.push(String(line)));
    await act();
    await withClient((client) => client.ping('end of the test'));
    await eventually(() =>
      expect(lines.some((line) => line.includes('end of the test'))).toBe(true),
    );
  });
  return lines.map((line) => line.replace(/^\S+ \[[^\]]*\] /, ''));
}

it('sends neither KEYS nor FLUSHDB, whatever is invalidated, and gives every entry an expiry', async () => {
  const opened = await openCache({ redis: patientRedis(server.url) });
  await connected(opened);
  const { cache, manager } = opened;
  const commands = await commandsDuring(async () => {
    await cache.getOrSet('users:1', () => 'Ada', { tags: ['team'] });
    await cache.getOrSetMany(['users:2', 'users:3'], () => new Map([['users:2', 'Bea']]));
    await cache.set('users:4', 'Dan');
    await cache.deleteByTag('team');
    await cache.deleteByPattern('users:*');
    await cache.deleteByNamespace('users');
    await cache.invalidate({ patterns: ['users:*'] });
    await cache.clear();
    await manager.set('some', 'value');
    await manager.get('some');
    await manager.del('some');
    await manager.clear();
  });
  const names = commands.map((command) => command.split(' ')[0]?.toUpperCase());
  expect(names).toEqual(expect.arrayContaining(['"SET"', '"SCAN"', '"UNLINK"']));
  expect(names.filter((name) => /KEYS|FLUSH/.test(name ?? ''))).toEqual([]);
  const writes = commands.filter((command) => /^"SET"/i.test(command));
  expect(writes.filter((command) => !/"PX" "[1-9]\d*"$/.test(command))).toEqual([]);
});

it('touches only its own keys when it is cleared', async () => {
  const opened = await openCache({ namespace: 'ours', redis: patientRedis(server.url) });
  await connected(opened);
  const others = ['bull:queue:1', 'ours', 'ours-other:1', 'theirs:users:1', 'ourselves:1'];
  await withClient(async (client) => {
    await client.flushAll();
    for (const key of others) await client.set(key, 'kept');
  });
  await connected(opened);
  await opened.cache.set('users:1', 'Ada');
  await opened.manager.set('k', 1);
  await opened.cache.clear();
  await opened.manager.clear();
  const left = await withClient((client) => client.keys('*'));
  expect(left.filter((key) => !key.startsWith('{ours}:')).sort()).toEqual([...others].sort());
});

it('deletes every match of a pattern among more keys than one step of SCAN sees', async () => {
  const opened = await openCache({ redis: patientRedis(server.url) });
  await connected(opened);
  await opened.cache.set('few:1', 'kept');
  // By hand: a cache leaves out what a busy Redis is too slow to take.
  const many = Array.from({ length: 3_000 }, (_, index) => [`cache:many:${index}`, 'x'] as const);
  await withClient((client) => client.mSet(Object.fromEntries(many)));
  const count = () => withClient((client) => client.keys('cache:many:*'));
  await opened.cache.deleteByPattern('many:*');
  await expect(count()).resolves.toEqual([]);
  await expect(opened.cache.get('few:1')).resolves.toBe('kept');
});

it('takes what is special in a Redis pattern for itself', async () => {
  const opened = await openCache({ redis: patientRedis(server.url) });
  await connected(opened);
  await opened.cache.set('odd:[ab]?1', 'odd');
  await opened.cache.set('odd:a?1', 'even');
  await opened.cache.deleteByPattern('odd:[ab]?*');
  await expect(opened.cache.get('odd:[ab]?1')).resolves.toBeUndefined();
  await expect(opened.cache.get('odd:a?1')).resolves.toBe('even');
});

it.each([
  ['no JSON', 'garbage'],
  ['half an entry', '[2,"1","e"'],
  ['another shape', '{"value":1}'],
  ['an array of other things', '[1,2,3]'],
  ['a future format', '[3,"1","EPOCH",0,9e15,1000,0,1000,0,[],"x"]'],
  ['an unknown type', '[2,"1","EPOCH",9e15,9e15,1000,0,1000,1,[],{"~":["regexp","x"]}]'],
  ['an unknown encoding', '[2,"1","EPOCH",9e15,9e15,1000,0,1000,7,[],"x"]'],
  [
    'nested beyond the stack',
    `[2,"1","EPOCH",9e15,9e15,1000,0,1000,0,[],${'['.repeat(1e5)}${']'.repeat(1e5)}]`,
  ],
  ['bytes', '\u0000\u00ff\ufffd'],
])('takes a stored value that is %s for a miss', async (_name, text) => {
  const opened = await openCache({ redis: patientRedis(server.url) });
  await connected(opened);
  const stored = text.replace('EPOCH', opened.cache.stats().coherence.epoch ?? '');
  await withClient((client) => client.set('cache:users:1', stored));
  await expect(opened.cache.getOrSet('users:1', () => 'loaded')).resolves.toBe('loaded');
  // On a busy machine the connection may have been lost for another reason.
  await connected(opened);
});

it('takes entries of another schema version for misses', async () => {
  const old = await openCache({ schemaVersion: '1', redis: patientRedis(server.url) });
  const young = await openCache({ schemaVersion: '2', redis: patientRedis(server.url) });
  await connected(old);
  await connected(young);
  await old.cache.set('users:1', { name: 'Ada' });
  await eventually(() => expect(young.cache.stats().coherence.applied).toBeGreaterThan(0));
  await expect(young.cache.get('users:1')).resolves.toBeUndefined();
});

it('loads once for 500 callers, and lets them all see a failure of that load', async () => {
  const opened = await openCache({ redis: patientRedis(server.url) });
  await connected(opened);
  let calls = 0;
  const load = async (): Promise<string> => {
    calls++;
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error('the loader failed');
  };
  const answers = await Promise.allSettled(
    Array.from({ length: 500 }, () => opened.cache.getOrSet('failing:1', load)),
  );
  expect(calls).toBe(1);
  expect(answers.every((answer) => answer.status === 'rejected')).toBe(true);
  await expect(opened.cache.getOrSet('failing:1', () => 'well')).resolves.toBe('well');
});
