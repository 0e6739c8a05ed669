import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { CacheEvents, type CacheOptions, CacheService } from '@strata/cache';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';
import { eventually } from '../../support/eventually';
import type { LoadingMessage, LoadingOutcome, LoadingTask } from './loading-messages';

const options = JSON.parse(process.argv[2] ?? '{}') as CacheOptions;
const events = new CacheEvents();
const cache = new CacheService(new CacheRuntime(options, events));
let troubles = 0;
for (const trouble of ['error', 'breaker', 'state'] as const)
  events.on(trouble, () => void troubles++);

const sharing = (): boolean => cache.stats().redis.sharedLoads;

function say(message: LoadingMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function run({ batches, callers, loadMs }: LoadingTask): Promise<LoadingOutcome> {
  const begin = performance.now();
  const before = sharing() ? troubles : -1;
  const loaded: (readonly string[])[] = [];
  const load = async (keys: readonly string[]): Promise<Map<string, string>> => {
    const call = loaded.push(keys);
    say({ kind: 'loading', keys });
    await delay(loadMs);
    return new Map(keys.map((key) => [key, `${process.pid} ${call}`]));
  };
  const ask = async (batch: readonly string[]): Promise<readonly string[]> => {
    const [key = ''] = batch;
    const one = async () => (await load([key])).get(key);
    const found =
      batch.length > 1
        ? await cache.getOrSetMany(batch, load)
        : new Map([[key, await cache.getOrSet(key, one)]]);
    return [...found].map((entry) => entry.join(': '));
  };
  const asked = Array.from({ length: callers }, (_, index) =>
    ask(batches[index % batches.length] ?? []),
  );
  const values = [...new Set((await Promise.all(asked)).flat())];
  const durationMs = performance.now() - begin;
  return { values, loaded, durationMs, disturbed: !sharing() || troubles > before };
}

async function obey(line: string): Promise<void> {
  const task = JSON.parse(line) as LoadingTask;
  const { id } = task;
  try {
    say({ kind: 'done', id, outcome: await run(task) });
  } catch (error) {
    say({ kind: 'failed', id, message: String(error) });
  }
}

async function main(): Promise<void> {
  await cache.onModuleInit();
  await eventually(() => {
    if (!cache.stats().redis.sharedLoads) throw new Error('not connected');
  });
  // The end of its input: the test that started this process has ended.
  createInterface(process.stdin)
    .on('line', (line) => void obey(line))
    .on('close', () => process.exit());
  say({ kind: 'ready' });
}

void main();
