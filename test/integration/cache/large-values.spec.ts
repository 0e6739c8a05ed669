import { gzipSync } from 'node:zlib';
import { createClient } from 'redis';
import { testRedisUrl } from '../../support/test-redis';
import { eventually } from '../../support/eventually';
import { closeCaches, connected, openCache, patientRedis, shared } from './open-cache';

const KIBIBYTE = 1024;

let url: string;

beforeEach(async () => {
  url = await testRedisUrl();
});

afterEach(closeCaches);

async function withClient<T>(use: (client: ReturnType<typeof newClient>) => Promise<T>) {
  const client = newClient();
  await client.connect();
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

function newClient() {
  return createClient({ url });
}

async function storedBytes(key: string): Promise<number> {
  return withClient((client) =>
    eventually(async () => {
      const length = await client.strLen(key);
      expect(length).toBeGreaterThan(0);
      return length;
    }),
  );
}

/** A list as an API gives it, of about so many bytes of JSON. */
function list(bytes: number): readonly object[] {
  return Array.from({ length: Math.ceil(bytes / 90) }, (_, id) => ({
    id,
    name: `user ${id}`,
    email: `user${(id * 31) % 997}@example.com`,
    state: ['new', 'open', 'closed'][id % 3],
    score: id * 1.5,
  }));
}

it('stores large values in a third of their bytes at most, and gives them back to other processes', async () => {
  const value = { rows: list(200 * KIBIBYTE), at: new Date(0), text: 'žluťoučký 🐎' };
  const [one, other] = [
    await openCache({ redis: patientRedis(url) }),
    await openCache({ redis: patientRedis(url) }),
  ];
  await connected(one);
  await connected(other);
  await one.cache.set('lists:1', value);
  expect(await storedBytes('cache:lists:1')).toBeLessThan(JSON.stringify(value).length * 0.3);
  await shared(other, 'lists:1', value);
});

it('stores small values as plain JSON', async () => {
  const opened = await openCache({ redis: patientRedis(url) });
  await connected(opened);
  await opened.cache.set('lists:1', list(10 * KIBIBYTE));
  await storedBytes('cache:lists:1');
  const text = await withClient((client) => client.get('cache:lists:1'));
  expect(JSON.parse(text ?? '')).toBeInstanceOf(Array);
});

it.each([
  [
    'grows beyond all bounds when it is decompressed',
    gzipSync(Buffer.alloc(20 * KIBIBYTE ** 2, 'a')),
  ],
  ['is cut off', gzipSync(JSON.stringify(list(50 * KIBIBYTE))).subarray(0, 1_000)],
  ['is damaged', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(100, 7)])],
])('takes a compressed entry that %s for a miss', async (_name, bytes) => {
  const opened = await openCache({ redis: patientRedis(url) });
  await connected(opened);
  const errors: string[] = [];
  opened.events.on('error', ({ operation }) => void errors.push(operation));
  await withClient((client) => client.set('cache:lists:1', bytes));
  await expect(opened.cache.getOrSet('lists:1', () => 'loaded')).resolves.toBe('loaded');
  expect(errors).toContain('decode');
  // On a busy machine the connection may have been lost for another reason.
  await connected(opened);
});

it('does not cache what is larger than maxEntryBytes, counts it, and answers nevertheless', async () => {
  const opened = await openCache({ redis: patientRedis(url), maxEntryBytes: 10 * KIBIBYTE });
  await connected(opened);
  const { cache, events } = opened;
  const told: string[] = [];
  events.on('oversized', ({ namespace }) => void told.push(namespace));
  const value = list(50 * KIBIBYTE);
  await expect(cache.getOrSet('lists:1', () => value)).resolves.toEqual(value);
  await cache.getOrSet('lists:2', () => 'small');
  await storedBytes('cache:lists:2');
  expect(told).toEqual(['lists']);
  expect(cache.stats()).toMatchObject({ oversized: 1, memory: { entries: 1 } });
  await expect(cache.getOrSet('lists:1', () => 'loaded again')).resolves.toBe('loaded again');
});

it('holds nothing older under the key of a value that is too large', async () => {
  const opened = await openCache({ redis: patientRedis(url), maxEntryBytes: 10 * KIBIBYTE });
  await connected(opened);
  await opened.cache.set('lists:1', 'old');
  await opened.cache.set('lists:1', list(50 * KIBIBYTE));
  await expect(opened.cache.get('lists:1')).resolves.toBeUndefined();
});
