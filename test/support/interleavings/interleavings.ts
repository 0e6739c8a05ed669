import fc from 'fast-check';
import {
  createRedisClient,
  type RedisClient,
} from '../../../libs/cache/src/stores/redis/redis-client';
import { parseRedisUrl } from '../../../libs/cache/src/stores/redis/redis-url';
import { resolveOptions } from '../../../libs/cache/src/internal/resolve-options';
import { CacheProcess } from './cache-process';
import { faults } from './faults';
import { Gate, untilQuiet } from './gate';
import { MAX_STALE_MS, Shared } from './shared';

type Deed = (process: CacheProcess, shared: Shared) => unknown;

const fault = (run: (shared: Shared) => Promise<unknown>): Deed => {
  return (_process, shared) => shared.gate.call(() => run(shared));
};

/** What can happen; those that say nothing of a process happen to all. */
const DEEDS: Readonly<Record<string, Deed>> = {
  read: (process) => process.read(),
  'read again': (process) => process.read(),
  readMany: (process) => process.readMany(),
  writeKey: (process) => process.writeKey(),
  writeTag: (process) => process.writeTag(),
  noise: (process) => process.noise(),
  beat: (process) => process.beat(),
  reconnect: (process) => process.reconnect(),
  'miss the log': (process) => process.missLog(),
  'miss all': (process) => process.missAll(),
  drain: (process) => process.drain(),
  wait: (_process, shared) => (shared.nowMs += MAX_STALE_MS / 2),
  replicate: (_process, shared) => (shared.replica = shared.version),
  'die after commit': (_process, shared) =>
    shared.outbox.set(String(++shared.version), shared.version),
  'lose meta': fault(faults.loseMeta),
  trim: fault(faults.trim),
  save: fault(faults.save),
  restart: fault(faults.restart),
  crash: fault(faults.crash),
};

const PROCESSES = ['a', 'b', 'c'];

/** What happens one after the other in one process; there are two such threads in each. */
const thread = fc.array(fc.constantFrom(...Object.keys(DEEDS)), { minLength: 1, maxLength: 6 });
const threads = fc.array(thread, {
  minLength: 2 * PROCESSES.length,
  maxLength: 2 * PROCESSES.length,
});
let spaces = 0;

async function history(
  real: RedisClient,
  scheduler: fc.Scheduler,
  plans: readonly string[][],
): Promise<void> {
  const gate = new Gate(scheduler);
  const shared = new Shared(gate, real, `run-${process.pid}-${++spaces}`);
  const processes = PROCESSES.map((name) => new CacheProcess(shared, name));
  while (processes.some(({ trusted }) => !trusted)) await new Promise(setImmediate);
  gate.open = false;
  const running = plans.map((plan, index) => run(shared, processes[index >> 1], plan));
  await scheduler.waitFor(Promise.all(running).then(() => end(processes)));
}

async function run(
  shared: Shared,
  process: CacheProcess | undefined,
  plan: readonly string[],
): Promise<void> {
  for (const deed of plan) {
    await shared.gate.step();
    if (process !== undefined) await DEEDS[deed]?.(process, shared);
  }
}

/** In the end everybody learns of everything. */
async function end(processes: readonly CacheProcess[]): Promise<void> {
  const [first] = processes;
  for (const each of processes) await each.catchUp();
  await first?.drain();
  for (const each of processes) await each.catchUp();
  for (const each of processes) await each.readLast();
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
  const client = createRedisClient(redis, target, target.places[0], 'interleavings');
  // Unlike the library's: all processes share it, so that a busy machine must not cut it for good.
  const { host, port } = target.places[0];
  const real = client.duplicate({ disableOfflineQueue: false, socket: { host, port } });
  real.on('error', () => undefined);
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
      // A history takes a tenth of a second: one that does not end is a fault of its own.
      timeout: 60_000,
    });
    await real.flushAll();
  } finally {
    real.destroy();
  }
}
