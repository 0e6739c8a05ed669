import { RedisSentinels } from '../../support/redis/redis-sentinels';
import { eventually } from '../../support/eventually';
import { closeCaches, connected, openCache, patientRedis, setShared } from './open-cache';

let sentinels: RedisSentinels;

beforeEach(async () => {
  sentinels = await RedisSentinels.start();
});

afterEach(async () => {
  await closeCaches();
  await sentinels.stop();
});

async function open(url = sentinels.url) {
  const opened = await openCache({ redis: { ...patientRedis(url), commandTimeoutMs: 500 } });
  await connected(opened);
  return opened;
}

it.each([
  ['is killed', () => sentinels.servers[0].kill()],
  ['hangs', () => sentinels.servers[0].pause()],
  ['hands over', () => sentinels.failOver()],
])(
  'uses the new master after the old one %s, in a new epoch, and serves nothing older',
  async (_name, fail) => {
    const [one, other] = [await open(), await open()];
    const { epoch } = one.cache.stats().coherence;
    await setShared(one, other, 'users:1', 'old');
    await sentinels.failOverQuickly();
    await fail();
    await eventually(async () => {
      expect(await sentinels.masterPort()).toBe(sentinels.servers[1].port);
    });
    await one.cache.delete('users:1');
    await expect(one.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
    for (const opened of [one, other]) {
      await eventually(() => {
        const { coherence, redis } = opened.cache.stats();
        expect(redis.state).toBe('connected');
        expect(coherence.epoch).not.toBe(epoch);
      });
      await expect(opened.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
    }
    await setShared(one, other, 'users:2', 'shared again');
  },
);

it('asks the other sentinels when one hangs or is gone', async () => {
  await sentinels.sentinels[0]?.pause();
  await sentinels.sentinels[1]?.kill();
  const opened = await open();
  await opened.cache.set('users:1', 'kept');
  await sentinels.sentinels[0]?.resume();
});
