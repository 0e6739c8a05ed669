import { eventually } from '../../support/eventually';
import { connected, setShared } from './open-cache';
import { SpecRedis } from './spec-redis';
import { withClient } from './two-caches';

const redis = SpecRedis.use();

const command = (...args: string[]): Promise<unknown> =>
  withClient(redis.server.url, (client) => client.sendCommand(args));

describe('a Redis that has lost its data', () => {
  it('is used again as a new epoch, with nothing of the old one', async () => {
    const [a, b] = await redis.openTwo();
    await setShared(a, b, 'users:1', 'old');
    const { epoch } = b.cache.stats().coherence;
    await command('FLUSHALL');
    await eventually(() => {
      expect(a.cache.stats().coherence).toMatchObject({ trusted: true });
      expect(a.cache.stats().coherence.epoch).not.toBe(epoch);
      expect(b.cache.stats().coherence.epoch).toBe(a.cache.stats().coherence.epoch);
    });
    await connected(a);
    await connected(b);
    await setShared(a, b, 'users:1', 'new');
  });

  it('is not trusted for what it has kept when only the record of the epoch is gone', async () => {
    const [a, b] = await redis.openTwo();
    await setShared(a, b, 'users:1', 'old');
    const { epoch } = b.cache.stats().coherence;
    await command('DEL', `{${redis.namespace}}:meta`);
    await eventually(() => expect(b.cache.stats().coherence.epoch).not.toBe(epoch));
    await connected(b);
    await expect(b.cache.get('users:1')).resolves.toBeUndefined();
  });

  it('is not believed when it comes back with older data', async () => {
    const [a, b] = await redis.openTwo();
    await a.cache.set('users:1', 'old');
    await command('SAVE');
    await setShared(a, b, 'users:1', 'new');
    const { epoch } = b.cache.stats().coherence;
    await redis.server.kill();
    await redis.server.restart();
    await eventually(() => expect(b.cache.stats().coherence.epoch).not.toBe(epoch));
    await connected(b);
    await expect(b.cache.get('users:1')).resolves.toBeUndefined();
  });

  it('voids everything older, and goes on, where a record of the log is missing', async () => {
    const [a, b] = await redis.openTwo();
    await setShared(a, b, 'users:1', 'unknown whether still valid');
    const { applied, epoch } = b.cache.stats().coherence;
    const space = `{${redis.namespace}}`;
    await command('HINCRBY', `${space}:meta`, 'seq', '2');
    const id = `${applied + 2}-0`;
    await command('XADD', `${space}:log:${epoch}`, id, 'o', 'other', 'n', '{"k":["users:2"]}');
    await eventually(() => expect(b.cache.stats().coherence.applied).toBe(applied + 2));
    await connected(b);
    await expect(b.cache.get('users:1')).resolves.toBeUndefined();
    await connected(a);
    await setShared(a, b, 'users:1', 'new');
  });

  it('is recognised after a restart', async () => {
    const [a, b] = await redis.openTwo();
    const { epoch } = a.cache.stats().coherence;
    await redis.server.restart();
    await eventually(() => {
      expect(a.cache.stats().coherence.epoch).not.toBe(epoch);
      expect(b.cache.stats().coherence.epoch).toBe(a.cache.stats().coherence.epoch);
    });
    await connected(a);
    await connected(b);
    await setShared(a, b, 'users:1', 'new');
  });

  it('is used without the records that it has trimmed', async () => {
    const [a] = await redis.openTwo();
    await a.cache.set('users:1', 'old');
    await command('DEL', `{${redis.namespace}}:log:${a.cache.stats().coherence.epoch}`);
    const late = await redis.open();
    await connected(late);
    await setShared(a, late, 'users:1', 'new');
  });
});
