import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CacheService } from '../../../libs/cache/src/cache.service';
import { CacheEvents } from '../../../libs/cache/src/events/cache-events';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';

/** Bytes by entry: what a Map needs for keys and values, what the cache needs, and what it says it needs. */
export interface HeapPerEntry {
  readonly map: number;
  readonly strata: number;
  readonly estimate: number;
}

/** Values of about 200 bytes as JSON, each with strings of its own. */
export function profile(index: number): unknown {
  const text = JSON.stringify({
    id: `user-${index}`,
    email: `user-${index}@example.com`,
    createdAt: '2026-01-01T00:00:00Z',
    logins: index,
    score: index * 1.5,
    active: true,
    about: `${'b'.repeat(60)}${index}`,
  });
  return JSON.parse(text);
}

export async function heapPerEntry(
  entries: number,
  make: (index: number) => unknown,
): Promise<HeapPerEntry> {
  const memory = { maxEntries: 2 * entries, maxBytes: 2 ** 35 };
  const cache = new CacheService(new CacheRuntime({ memory }, new CacheEvents()));
  await fill(1_000, (key, index) => cache.getOrSet(`warm:${key}`, () => make(index)));
  const warmBytes = cache.stats().memory.bytes;
  const map = new Map<string, unknown>();
  const mapBytes = await growth(() => fill(entries, (key, index) => map.set(key, make(index))));
  const strataBytes = await growth(() =>
    fill(entries, (key, index) => cache.getOrSet(key, () => make(index))),
  );
  const estimate = (cache.stats().memory.bytes - warmBytes) / map.size;
  return { map: mapBytes / map.size, strata: strataBytes / map.size, estimate };
}

async function fill(count: number, put: (key: string, index: number) => unknown): Promise<void> {
  for (let index = 0; index < count; index++) await put(flat(`users:profile:${index}`), index);
}

/** A string in one piece; a concatenated one keeps its parts. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

async function growth(work: () => Promise<void>): Promise<number> {
  const before = used();
  await work();
  return used() - before;
}

function used(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
