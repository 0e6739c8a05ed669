import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { RedisServer } from '../../support/redis/redis-server';
import { AnsweringProcess } from './answering';
import { closeCaches, connected, openCache, patientRedis } from './open-cache';

const L1_MAX_STALE_MS = 2_000;

it('takes nothing from memory when it has stood still for longer than memory may be trusted', async () => {
  const server = await RedisServer.start();
  const proxy = await FaultProxy.start(server.url);
  const options = { namespace: 'standing', l1MaxStaleMs: L1_MAX_STALE_MS };
  const writer = await openCache({ ...options, redis: patientRedis(server.url) });
  const other = new AnsweringProcess({ ...options, redis: patientRedis(proxy.url) });
  try {
    await connected(writer);
    await writer.cache.set('users:1', 'old');
    await eventually(async () => expect(await other.find('users:1')).toBe("'old'"));
    other.kill('SIGSTOP');
    // What it asks first when it goes on is answered before it can have heard of anything.
    await proxy.freeze();
    await writer.cache.delete('users:1');
    await delay(L1_MAX_STALE_MS);
    const answer = other.find('users:1');
    other.kill('SIGCONT');
    expect(await answer).toBeNull();
  } finally {
    await proxy.pass();
    await other.end();
    await closeCaches();
    await proxy.close();
    await server.stop();
  }
});
