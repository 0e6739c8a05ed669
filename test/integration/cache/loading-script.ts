import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { CacheEvents, type CacheOptions, CacheService } from '@strata/cache';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';
import { eventually } from '../../support/eventually';
import type { LoadingMessage, LoadingOutcome, LoadingTask } from './loading-messages';

const options = JSON.parse(process.argv[2] ?? '{}') as CacheOptions;
const cache = new CacheService(new CacheRuntime(options, new CacheEvents()));

function say(message: LoadingMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function run({ key, callers, loadMs }: LoadingTask): Promise<LoadingOutcome> {
  const begin = performance.now();
  let loads = 0;
  const load = async (): Promise<string> => {
    const value = `${process.pid} ${++loads}`;
    say({ kind: 'loading', key });
    await delay(loadMs);
    return value;
  };
  const asked = Array.from({ length: callers }, () => cache.getOrSet(key, load));
  const values = [...new Set(await Promise.all(asked))];
  return { values, loads, durationMs: performance.now() - begin };
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
