import fc from 'fast-check';
import {
  createRedisClient,
  type RedisClient,
} from '../../../libs/cache/src/stores/redis/redis-client';
import { parseRedisUrl } from '../../../libs/cache/src/stores/redis/redis-url';
import { resolveOptions } from '../../../libs/cache/src/internal/resolve-options';
import { CacheProcess, type Shared } from './cache-process';
import { Gate, untilQuiet } from './gate';

/** What happens to the log in Redis, beside what the processes do. */
const faults = {
  /** Evicted, or deleted by hand: a new epoch begins, and what is stored is of the old one. */
  loseMeta: (real: RedisClient, space: string) => real.del(`{${space}}:meta`),
  /** Records are trimmed before everybody has read them. */
  trim: async (real: RedisClient, space: string) => {
    const epoch = await real.hGet(`{${space}}:meta`, 'epoch');
    return epoch === null ? 0 : real.xTrim(`{${space}}:log:${epoch}`, 'MAXLEN', 0);
  },
} as const;

const KINDS = [
  'read',
  'read',
  'read',
  'writeKey',
  'writeTag',
  'noise',
  'beat',
  'reconnect',
  'loseMeta',
  'trim',
] as const;

type Kind = (typeof KINDS)[number];

const PROCESSES = ['a', 'b', 'c'];

/** What happens one after the other in one process; there are two such threads in each. */
const thread = fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 6 });
const threads = fc.array(thread, {
  minLength: 2 * PROCESSES.length,
  maxLength: 2 * PROCESSES.length,
});
let spaces = 0;

async function history(
  real: RedisClient,
  scheduler: fc.Scheduler,
  plans: readonly Kind[][],
): Promise<void> {
  const gate = new Gate(scheduler);
  const namespace = `run-${process.pid}-${++spaces}`;
  const shared: Shared = { gate, real, namespace, version: 0, records: [] };
  const processes = PROCESSES.map((name) => new CacheProcess(shared, name));
  for (const each of processes) void each.follow();
  while (processes.some(({ trusted }) => !trusted)) await new Promise(setImmediate);
  gate.open = false;
  const running = plans.map((plan, index) => run(shared, processes[index >> 1], plan));
  await scheduler.waitFor(Promise.all(running));
}

async function run(shared: Shared, process: CacheProcess | undefined, plan: readonly Kind[]) {
  const { gate, namespace, real } = shared;
  for (const kind of plan) {
    await gate.step();
    if (kind === 'trim' || kind === 'loseMeta') {
      await gate.call(() => faults[kind](real, namespace));
    } else {
      await process?.[kind]();
    }
  }
}

/**
 * Runs histories of three processes that read, write, lose their connection and their log, on a real
 * Redis; the scheduler picks the order of every call and every answer. Rejects with the first history
 * in which a process serves what it has already applied an invalidation of.
 */
export async function runInterleavings(
  redisUrl: string,
  runs: number,
  seed?: number,
): Promise<void> {
  const { redis } = resolveOptions({ redis: { url: redisUrl } });
  if (redis === undefined) throw new Error('Redis is always configured here.');
  const target = parseRedisUrl(redis.url);
  const real = createRedisClient(redis, target, target.places[0], 'interleavings');
  await real.connect();
  try {
    const histories = fc.asyncProperty(
      fc.scheduler({ act: untilQuiet }),
      threads,
      (scheduler, plans) => history(real, scheduler, plans),
    );
    await fc.assert(histories, {
      numRuns: runs,
      ...(seed !== undefined && { seed }),
      endOnFailure: true,
    });
    await real.flushAll();
  } finally {
    real.destroy();
  }
}
