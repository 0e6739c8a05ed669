import { inspect } from 'node:util';
import { CacheEvents, type CacheOptions, CacheService } from '@strata/cache';
import { createInterface } from 'node:readline';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';

/** How values are written for comparing: whole, and with what JSON would lose. */
export const WHOLE = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity };

/** A process of its own: for each key on its input it prints what its cache finds, as a line of JSON. */
async function main(options: string): Promise<void> {
  const given = JSON.parse(options) as CacheOptions;
  const cache = new CacheService(new CacheRuntime(given, new CacheEvents()));
  await cache.onModuleInit();
  for await (const key of createInterface(process.stdin)) {
    const found = await cache.entry(key);
    const text = found === undefined ? null : inspect(found.value, WHOLE);
    process.stdout.write(`${JSON.stringify(text)}\n`);
  }
  await cache.onApplicationShutdown();
}

if (require.main === module) void main(process.argv[2] ?? '{}');
