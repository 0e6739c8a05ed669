import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import type { CacheOptions } from '@strata/cache';
import fc from 'fast-check';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis/redis-server';
import { WHOLE } from './answering-process';
import { closeCaches, connected, type OpenCache, openCache, patientRedis } from './open-cache';

const ROOT = join(__dirname, '../../..');

/** A process that looks keys up in its own cache. */
class AnsweringProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string, undefined>;

  constructor(options: CacheOptions) {
    const hook = join(ROOT, 'test/support/typescript-hook.js');
    const script = join(__dirname, 'answering-process.ts');
    const child = spawn(process.execPath, ['-r', hook, script, JSON.stringify(options)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    this.#lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  }

  /** The printed form of what it finds; null when it finds nothing. */
  async find(key: string): Promise<unknown> {
    this.#child.stdin?.write(`${key}\n`);
    const { value } = await this.#lines.next();
    return JSON.parse(String(value)) as unknown;
  }

  async end(): Promise<void> {
    this.#child.stdin?.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}

let server: RedisServer;
let own: OpenCache;
let neighbour: OpenCache;
let other: AnsweringProcess;

beforeAll(async () => {
  server = await RedisServer.start();
  const options = { namespace: 'same', redis: patientRedis(server.url) };
  own = await openCache(options);
  neighbour = await openCache(options);
  other = new AnsweringProcess(options);
  await connected(own);
  await connected(neighbour);
});

afterAll(async () => {
  await other.end();
  await closeCaches();
  await server.stop();
});

let keys = 0;

/** What the loading caller, the memory tier, Redis and another process give for one value. */
async function everywhere(value: unknown): Promise<Record<string, unknown>> {
  const key = `values:${++keys}`;
  const loaded = await own.cache.getOrSet(key, () => value);
  const hit = await own.cache.entry(key);
  const fetched = await eventually(async () => {
    const entry = await neighbour.cache.entry(key);
    if (entry === undefined) throw new Error('not in Redis yet');
    return entry;
  });
  expect([hit?.tier, fetched.tier]).toEqual(['memory', 'redis']);
  return {
    loader: inspect(loaded, WHOLE),
    memory: inspect(hit?.value, WHOLE),
    redis: inspect(fetched.value, WHOLE),
    process: await other.find(key),
  };
}

function alike(value: unknown): Record<string, unknown> {
  const text = inspect(value, WHOLE);
  return { loader: text, memory: text, redis: text, process: text };
}

const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array));

const anything = fc.anything({
  key: fc.oneof(
    fc.constantFrom('~', '__proto__', 'constructor', 'then', 'toJSON', ''),
    fc.string(),
  ),
  values: [
    ...[fc.boolean(), fc.integer(), fc.double(), fc.bigInt(), fc.date({ noInvalidDate: false })],
    ...[fc.string({ unit: 'binary' }), fc.constantFrom(undefined, null, 0, -0, Number.NaN, '')],
    ...[bytes, fc.float32Array({ maxLength: 5 }), fc.bigUint64Array({ maxLength: 3 })],
  ],
  withMap: true,
  withSet: true,
  maxDepth: 4,
});

it('gives the same value to the loading caller, from memory, from Redis and in another process', async () => {
  await fc.assert(
    fc.asyncProperty(anything, async (value) => {
      expect(await everywhere(value)).toEqual(alike(value));
    }),
    { numRuns: 150 },
  );
});

it('keeps in Redis what is to stay for ever', async () => {
  const forEver = { ttlSeconds: Infinity, staleIfErrorSeconds: Infinity };
  await own.cache.getOrSet('ever:1', () => 'Ada', forEver);
  await eventually(async () => expect(await neighbour.cache.get('ever:1')).toBe('Ada'));
  expect(own.cache.stats().errors + neighbour.cache.stats().errors).toBe(0);
});

it('takes entries of another schema version for misses', async () => {
  const next = await openCache({
    namespace: 'same',
    schemaVersion: '2',
    redis: patientRedis(server.url),
  });
  await connected(next);
  const errors: string[] = [];
  next.events.on('error', ({ operation }) => void errors.push(operation));
  await own.cache.set('users:1', { name: 'Ada' });
  await eventually(async () => {
    expect(await neighbour.cache.get('users:1')).toEqual({ name: 'Ada' });
  });
  expect(await next.cache.entry('users:1')).toBeUndefined();
  expect(await next.cache.getOrSet('users:1', () => ({ first: 'Ada' }))).toEqual({ first: 'Ada' });
  expect(errors).not.toContain('decode');
});
