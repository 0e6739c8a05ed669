import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { CacheEvents, type CacheOptions, CacheService } from '@strata/cache';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';
import { eventually } from '../../support/eventually';
import { nowMs } from '../../soak/cache/clock';
import type { PartitionOrder, PartitionReply } from './partition-messages';

const options = JSON.parse(process.argv[2] ?? '{}') as CacheOptions;
const cache = new CacheService(new CacheRuntime(options, new CacheEvents()));

type Outcome = Omit<PartitionReply, 'id'>;

const NOTHING: Outcome = { values: [], lastOtherMs: 0 };

async function carryOut(order: PartitionOrder): Promise<Outcome> {
  switch (order.deed) {
    case 'get': {
      const asked = order.keys.map((key) => cache.getOrSet(key, () => order.value));
      return { ...NOTHING, values: await Promise.all(asked) };
    }
    case 'watch':
      return watch(order.key, order.value);
    case 'delete':
      await cache.delete(order.keys);
      return NOTHING;
    case 'connect':
      await eventually(() => {
        if (cache.stats().redis.state !== 'connected') throw new Error('not connected');
      });
      return NOTHING;
  }
}

async function watch(key: string, value: string): Promise<Outcome> {
  const values = new Set<string>();
  for (let lastOtherMs = 0; ;) {
    const beganAtMs = nowMs();
    const got = await cache.getOrSet(key, () => value);
    values.add(got);
    if (got === value) return { values: [...values], lastOtherMs };
    lastOtherMs = beganAtMs;
    await delay(1);
  }
}

async function obey(line: string): Promise<void> {
  const { id, ...order } = JSON.parse(line) as PartitionOrder & { readonly id: number };
  const outcome = await carryOut(order).catch((error: unknown) => ({
    ...NOTHING,
    error: String(error),
  }));
  process.stdout.write(`${JSON.stringify({ id, ...outcome })}\n`);
}

async function main(): Promise<void> {
  await cache.onModuleInit();
  // The end of its input: the test that started this process has ended.
  createInterface(process.stdin)
    .on('line', (line) => void obey(line))
    .on('close', () => process.exit());
}

void main();
