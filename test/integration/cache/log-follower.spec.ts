import { deferred } from '../../../libs/cache/src/internal/deferred';
import type { Waiting } from '../../../libs/cache/src/coherence/log/log-follower';
import { LogGapError } from '../../../libs/cache/src/errors';
import { systemClock } from '../../../libs/cache/src/internal/clock';
import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import {
  FollowingProcess,
  LateSession,
  newSession,
  openClient,
  type TestLog,
  useLog,
} from './log-process';

let log: TestLog;
let epoch: string;
const redisUrl = useLog((begun, its) => {
  log = begun;
  epoch = its;
});

/** What it does in either case is awaited, so that a fault shows at once. */
async function endedOrApplied(
  following: Promise<void>,
  { coherence }: FollowingProcess,
  applied: number,
): Promise<void> {
  let ended = false;
  following.catch(() => (ended = true));
  await eventually(() => expect(ended || coherence.applied === applied).toBe(true));
}

const LEFT: Waiting = { names: { keys: ['users:1'] }, ids: ['row'] };

describe('a process that attaches to the log', () => {
  it('begins another one where the server is not the one that it was kept by', async () => {
    await log.client.hSet(log.keys.meta, 'run', 'another');
    await expect(log.attach()).resolves.not.toMatchObject({ epoch });
  });

  it('begins another one where places are gone that it has applied', async () => {
    await log.append(epoch, {});
    await expect(log.attach({ epoch, applied: 1 })).resolves.toMatchObject({ epoch, seq: 1 });
    await expect(log.attach({ epoch, applied: 2 })).resolves.not.toMatchObject({ epoch });
  });

  it('has caught up only when what waited in the outbox is in the log, and applied', async () => {
    const one = new FollowingProcess(log, () => Promise.resolve(LEFT));
    await log.append(epoch, { keys: ['users:2'] });
    await one.follower.attach(newSession(await openClient(redisUrl())));
    expect(one.coherence.applied).toBe(2);
    expect(one.holds('users:1', 1)).toBe(false);
    expect(one.holds('users:1', 2)).toBe(true);
    expect(one.caughtUp).toMatchObject([{ epoch, seq: 1 }]);
    expect(one.published).toEqual(['row']);
    await expect(log.client.xLen(log.keys.logPrefix + epoch)).resolves.toBe(2);
  });

  it('leaves in the outbox what a log that has ended does not take', async () => {
    const looked = deferred<Waiting>();
    const one = new FollowingProcess(log, () => looked.promise);
    const attaching = one.follower.attach(newSession(await openClient(redisUrl())));
    await eventually(() => expect(one.coherence.epoch).toBe(epoch));
    await log.replace();
    looked.resolve(LEFT);
    await expect(attaching).rejects.toThrow(LogGapError);
    expect(one).toMatchObject({ published: [], caughtUp: [] });
  });

  it('trusts nothing while it reads another log than before', async () => {
    const looked = deferred<Waiting>();
    const one = new FollowingProcess(log, () => looked.promise);
    one.coherence.startLog('before', 7);
    one.coherence.trustUntil(Infinity);
    const attaching = one.follower.attach(newSession(await openClient(redisUrl())));
    await eventually(() => expect(one.coherence.epoch).toBe(epoch));
    expect(one.coherence.trustedUntilMs).toBe(-Infinity);
    looked.resolve({ names: {}, ids: [] });
    await attaching;
  });

  it('counts trust from the moment at which it asked', async () => {
    const looked = deferred<Waiting>();
    const one = new FollowingProcess(log, () => looked.promise);
    const attaching = one.follower.attach(newSession(await openClient(redisUrl())));
    await eventually(() => expect(one.coherence.epoch).toBe(epoch));
    const laterMs = systemClock.now();
    looked.resolve({ names: {}, ids: [] });
    await attaching;
    expect(one.caughtUp[0]?.sentAtMs).toBeLessThan(laterMs);
  });
});

describe('a process that follows the log', () => {
  it('applies nothing behind a missing record', async () => {
    const one = new FollowingProcess(log);
    const session = newSession(await openClient(redisUrl()));
    await one.follower.attach(session);
    const following = one.follower.follow(session);
    following.catch(() => undefined);
    await log.client.hIncrBy(log.keys.meta, 'seq', 1);
    await log.append(epoch, { keys: ['users:2'] });
    await endedOrApplied(following, one, 2);
    expect(one.coherence.applied).toBe(0);
    await expect(following).rejects.toThrow(LogGapError);
  });

  it('applies nothing to a log that a connection of another log still delivers', async () => {
    const proxy = await FaultProxy.start(redisUrl());
    try {
      const one = new FollowingProcess(log);
      const old = newSession(await openClient(proxy.url));
      await one.follower.attach(old);
      const following = one.follower.follow(old);
      following.catch(() => undefined);
      await proxy.freeze();
      await log.append(epoch, { keys: ['users:2'] });
      const next = await log.replace();
      const fresh = newSession(await openClient(redisUrl()));
      await one.follower.attach(fresh);
      await log.append(next, { keys: ['users:1'] });
      await proxy.pass();
      await endedOrApplied(following, one, 1);
      expect(one.coherence).toMatchObject({ epoch: next, applied: 0 });
      await expect(following).rejects.toThrow(LogGapError);
    } finally {
      await proxy.close();
    }
  });

  it('skips nothing of a log because of what a connection of another log still delivers', async () => {
    const one = new FollowingProcess(log);
    await log.append(epoch, {});
    const fresh = newSession(await openClient(redisUrl()));
    await one.follower.attach(fresh);
    await log.append(epoch, { keys: ['users:2'] });
    const delivered = deferred<void>();
    const old = new LateSession(await openClient(redisUrl()), delivered.promise);
    const attaching = one.follower.attach(old);
    attaching.catch(() => undefined);
    await eventually(() => expect(old.epoch).toBe(epoch));
    const next = await log.replace();
    await one.follower.attach(fresh);
    delivered.resolve();
    await expect(attaching).rejects.toThrow(LogGapError);
    expect(one.coherence).toMatchObject({ epoch: next, applied: 0 });
  });
});
