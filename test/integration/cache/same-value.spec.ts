import { inspect } from 'node:util';
import fc from 'fast-check';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis/redis-server';
import { AnsweringProcess } from './answering';
import { WHOLE } from './answering-process';
import { closeCaches, connected, type OpenCache, openCache, patientRedis } from './open-cache';

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
