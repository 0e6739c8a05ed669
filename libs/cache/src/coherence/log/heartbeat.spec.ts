import { RedisConnection } from '../../stores/redis/redis-connection';
import { ConnectionBudget } from '../../stores/redis/connection-budget';
import { RedisUnavailableError } from '../../errors';
import { Coherence } from '../coherence';
import { Heartbeat } from './heartbeat';
import type { LogPlace } from './log-follower';
import { logKeys } from './log-keys';

const MAX_STALE_MS = 1_000;
const EPOCH = 'a';

function away(): never {
  throw new RedisUnavailableError('Never connected here.');
}

const UNUSED = new RedisConnection({
  locate: away,
  createClient: away,
  budget: new ConnectionBudget(0),
  connectTimeoutMs: 1,
  attachTimeoutMs: 1,
  commandTimeoutMs: 1,
  maxReconnectDelayMs: 1,
  maxQueuedCommands: 1,
  attach: away,
  onError: away,
});

/** A process that has applied a log up to 5, and what its heartbeats bring about. */
function open() {
  const clock = { nowMs: 0, now: () => clock.nowMs, wallTime: () => clock.nowMs };
  const coherence = new Coherence(10, MAX_STALE_MS);
  coherence.startLog(EPOCH, 5);
  coherence.distrust();
  const told: string[] = [];
  const tell = (what: string) => () => void told.push(what);
  const heartbeat = new Heartbeat({
    connection: UNUSED,
    coherence,
    keys: logKeys('test'),
    clock,
    onForeignEpoch: tell('foreign'),
    onDoubt: tell('doubt'),
    onTrust: tell('trust'),
    onError: tell('error'),
  });
  const answered = (place: Partial<LogPlace>): void =>
    heartbeat.answered({ epoch: EPOCH, seq: 5, sentAtMs: 0, appliedThen: 5, ...place });
  return { clock, coherence, heartbeat, told, answered };
}

it('extends trust from the moment it was sent', () => {
  const { answered, clock, coherence, told } = open();
  clock.nowMs = 300;
  answered({ sentAtMs: 100 });
  expect(coherence.trustedUntilMs).toBe(100 + MAX_STALE_MS);
  expect(told).toEqual(['trust']);
});

it('extends no trust before what the log had then is applied', () => {
  const { answered, coherence, heartbeat, told } = open();
  answered({ seq: 7, sentAtMs: 100 });
  coherence.apply({}, 6, false);
  heartbeat.progress();
  expect(coherence.trustedUntilMs).toBe(-Infinity);
  coherence.apply({}, 7, false);
  heartbeat.progress();
  expect(coherence.trustedUntilMs).toBe(100 + MAX_STALE_MS);
  expect(told).toEqual(['trust']);
});

it('extends no trust when another log has begun since', () => {
  const { answered, coherence, heartbeat, told } = open();
  answered({ seq: 7, sentAtMs: 100 });
  coherence.startLog('b', 9);
  heartbeat.progress();
  expect(coherence.trustedUntilMs).toBe(-Infinity);
  expect(told).toEqual([]);
});

it('takes a log that is behind what was applied before it was asked for another one', () => {
  const { answered, coherence, told } = open();
  answered({ seq: 4 });
  expect(told).toEqual(['foreign']);
  expect(coherence.trustedUntilMs).toBe(-Infinity);
});

it('thinks nothing of a log that is behind what has been applied since it was asked', () => {
  const { answered, coherence, told } = open();
  coherence.apply({}, 6, false);
  answered({ seq: 5 });
  expect(told).toEqual(['trust']);
});

it('doubts a follower that stays behind', () => {
  const { answered, told } = open();
  answered({ seq: 7, sentAtMs: 0 });
  answered({ seq: 8, sentAtMs: 250 });
  expect(told).toEqual([]);
  answered({ seq: 9, sentAtMs: 251 });
  expect(told).toEqual(['doubt']);
});
