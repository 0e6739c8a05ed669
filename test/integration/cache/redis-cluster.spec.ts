import { command, RedisCluster } from '../../support/redis/redis-cluster';
import { eventually } from '../../support/eventually';
import { keySlot } from '../../../libs/cache/src/stores/redis/cluster/key-slot';
import {
  closeCaches,
  connected,
  openCache,
  type OpenCache,
  patientRedis,
  shared,
} from './open-cache';

const KEYS = Array.from({ length: 60 }, (_, index) => `users:${index}`);

let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await RedisCluster.start({ replicasEach: 1 });
});

afterEach(closeCaches);

afterAll(() => cluster.stop());

async function open(): Promise<OpenCache> {
  const opened = await openCache({
    redis: { ...patientRedis(cluster.url), commandTimeoutMs: 500 },
  });
  await connected(opened);
  return opened;
}

/** Keys of entries by the master on which they lie. */
async function storedKeys(pattern: string): Promise<readonly string[][]> {
  const answers = cluster.masters.map((master) => command(master, 'KEYS', pattern));
  return (await Promise.all(answers)).map((text) => text.split(',').filter(Boolean));
}

it('finds the slot of a key as the cluster does', async () => {
  const [master] = cluster.masters;
  if (!master) throw new Error('no master');
  for (const key of [
    '',
    'a',
    'users:1',
    '{cache}:meta',
    'a{}b',
    '{}{a}',
    'a{b}c{d}',
    'žluť🐎',
    '}{',
  ]) {
    expect(`${key} ${keySlot(key)}`).toBe(
      `${key} ${await command(master, 'CLUSTER', 'KEYSLOT', key)}`,
    );
  }
});

it('spreads entries over all masters, and shares them with other processes', async () => {
  const [one, other] = [await open(), await open()];
  await one.cache.getOrSetMany(KEYS, (missing) => new Map(missing.map((key) => [key, key])));
  await eventually(async () => {
    const stored = await storedKeys('cache:users:*');
    expect(stored.flat()).toHaveLength(KEYS.length);
    expect(stored.every((keys) => keys.length > 0)).toBe(true);
  });
  const load = () => {
    throw new Error('not needed');
  };
  await eventually(async () => {
    const values = await other.cache.getOrSetMany(KEYS, load);
    expect([...values.values()]).toEqual(KEYS);
  });
});

it('invalidates by key, tag, pattern and namespace across slots and processes', async () => {
  const [one, other] = [await open(), await open()];
  for (const key of KEYS) await one.cache.set(key, 'old', { tags: ['team'] });
  await shared(other, 'users:7', 'old');
  await one.cache.delete(KEYS.slice(0, 30));
  await eventually(async () => {
    for (const key of KEYS.slice(0, 30)) expect(await other.cache.get(key)).toBeUndefined();
  });
  await shared(other, 'users:40', 'old');
  await other.cache.deleteByTag('team');
  await eventually(async () => expect(await one.cache.get('users:40')).toBeUndefined());
  await one.cache.set('users:1', 'new');
  await one.cache.deleteByPattern('users:*');
  expect((await storedKeys('cache:users:*')).flat()).toEqual([]);
});

it('serves CACHE_MANAGER across slots', async () => {
  const { manager } = await open();
  const keys = KEYS.slice(0, 12);
  await manager.mset(keys.map((key) => ({ key, value: key })));
  await expect(manager.mget(keys)).resolves.toEqual(keys);
  await manager.mdel(keys.slice(0, 6));
  await expect(manager.mget(keys)).resolves.toEqual([
    ...keys.slice(0, 6).map(() => undefined),
    ...keys.slice(6),
  ]);
  await manager.clear();
  expect((await storedKeys('cache-manager:*')).flat()).toEqual([]);
});

it('goes on with the other masters, and with the replica that takes over, when one is killed', async () => {
  const opened = await open();
  const other = await open();
  const logOwner = cluster.masters.findIndex(
    (_master, index) => masterOf('{cache}:meta') === index,
  );
  const victimIndex = (logOwner + 1) % cluster.masters.length;
  const victim = cluster.masters[victimIndex];
  const key = KEYS.find((each) => masterOf(`cache:${each}`) === victimIndex) ?? '';
  await opened.cache.set(key, 'old');
  await cluster.failOverQuickly();
  await victim?.kill();
  await opened.cache.delete(key);
  await expect(opened.cache.getOrSet(key, () => 'loaded')).resolves.toBe('loaded');
  await eventually(async () => {
    await opened.cache.set(key, 'new');
    await other.cache.invalidate({ tags: ['none'] });
    const fresh = await open();
    await expect(fresh.cache.get(key)).resolves.toBe('new');
  });
});

it('starts a new epoch when the master of the log is replaced, and serves nothing older', async () => {
  const opened = await open();
  const { epoch } = opened.cache.stats().coherence;
  await opened.cache.set('users:1', 'old');
  const owner = cluster.masters[masterOf('{cache}:meta')];
  await cluster.failOverQuickly();
  await owner?.kill();
  await opened.cache.delete('users:1');
  await expect(opened.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
  await eventually(() => {
    const { coherence, redis } = opened.cache.stats();
    expect(redis.state).toBe('connected');
    expect(coherence.epoch).not.toBe(epoch);
  });
  await expect(opened.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
});

/** The index of the master that has the slot of a key; the slots are shared evenly, in order. */
function masterOf(key: string): number {
  return cluster.masters.findIndex((_master, index) => {
    const end = Math.round((16_384 / cluster.masters.length) * (index + 1));
    return keySlot(key) < end;
  });
}
