import { append } from '../../../libs/cache/src/coherence/log/append';
import { LogUnreachableError, RedisUnavailableError } from '../../../libs/cache/src/errors';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis/redis-server';
import { closeClients, FollowingProcess, newSession, openClient, TestLog } from './log-process';

let server: RedisServer;
let log: TestLog;
let one: FollowingProcess;

beforeAll(async () => {
  server = await RedisServer.start();
});

/** The process has applied one record. */
beforeEach(async () => {
  log = new TestLog(await openClient(server.url));
  const { epoch } = await log.attach();
  await log.append(epoch, { keys: ['users:9'] });
  one = new FollowingProcess(log);
  await one.follower.attach(newSession(await openClient(server.url)));
});

afterEach(closeClients);

afterAll(() => server.stop());

const NAMES = { keys: ['users:1'] };

const away = (): Promise<number> => Promise.reject(new RedisUnavailableError('Away.'));

it('has what a dead writer left void the memory of who publishes it as well', async () => {
  const { coherence, follower, publisher } = one;
  const { tick } = coherence.fences;
  const session = newSession(await openClient(server.url));
  await follower.attach(session);
  follower.follow(session).catch(() => undefined);
  await publisher.relay(NAMES);
  await eventually(() => expect(coherence.applied).toBe(2));
  expect(coherence.fences.holdsSince({ key: 'users:1', tags: [] }, tick)).toBe(false);
});

it('does not take what a dead writer left for published when the log refuses it', async () => {
  await log.replace();
  await expect(one.publisher.relay(NAMES)).rejects.toThrow(LogUnreachableError);
});

it('keeps what the log refuses until a log takes it', async () => {
  await log.replace();
  await expect(one.publisher.publish(NAMES)).resolves.toBeUndefined();
  expect(one.foreign).toBe(1);
  expect(one.holds('users:1', 1e9)).toBe(false);
  await one.follower.attach(newSession(await openClient(server.url)));
  await one.publisher.flush();
  expect(one.coherence.fences.pending).toBe(0);
  expect(one.holds('users:1', 0)).toBe(false);
  expect(one.holds('users:1', 1)).toBe(true);
});

it('does not believe a log that gives out places anew', async () => {
  const { epoch = '' } = one.coherence;
  await log.client.hSet(log.keys.meta, 'seq', '0');
  await log.client.del(log.keys.logPrefix + epoch);
  await expect(one.publisher.publish(NAMES)).resolves.toBeUndefined();
  expect(one.foreign).toBe(1);
  expect(one.coherence.fences.pending).toBe(1);
});

it('takes no place of a log that has ended meanwhile for one of the log in force', async () => {
  one.appending = async (place) => {
    const seq = await place;
    one.coherence.startLog('next', 0);
    return seq;
  };
  await expect(one.publisher.publish(NAMES)).resolves.toBeUndefined();
  expect(one.coherence.position).toEqual({ epoch: 'next', sequence: 0 });
});

it('voids all that Redis has while more waits for the log than can be kept', async () => {
  one.appending = (place) => place.then(away, away);
  const keys = Array.from({ length: 10_001 }, (_, index) => `users:${index}`);
  await one.publisher.publish({ keys });
  expect(one.holds('teams:1', 1e9)).toBe(false);
});

it('a log whose records are ahead of its last place takes no more, and the next one begins', async () => {
  const { epoch = '' } = one.coherence;
  await log.client.hSet(log.keys.meta, 'seq', '0');
  const record = { epoch, origin: '', names: NAMES, position: undefined, madeAtMs: undefined };
  await expect(append(log.client, log.keys, 7, record)).resolves.toBe(-1);
  await expect(log.attach()).resolves.not.toMatchObject({ epoch });
});
