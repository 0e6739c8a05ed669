import { Coherence } from '../../libs/cache/src/coherence/coherence';
import { systemClock } from '../../libs/cache/src/internal/clock';
import { MemoryStore } from '../../libs/cache/src/stores/memory/memory-store';
import { EntryCodec } from '../../libs/cache/src/stores/redis/entry-codec';
import { createRedisClient } from '../../libs/cache/src/stores/redis/redis-client';
import { RedisConnection } from '../../libs/cache/src/stores/redis/redis-connection';
import { singleServer } from '../../libs/cache/src/stores/redis/redis-servers';
import { RedisStore } from '../../libs/cache/src/stores/redis/redis-store';
import { TieredStore } from '../../libs/cache/src/stores/tiered/tiered-store';
import { testRedisUrl } from '../support/test-redis';
import { describeCacheStore } from './cache-store.contract';

const STAMP = { tick: 0, epoch: 'epoch', seq: 0 };

let connection: RedisConnection | undefined;

function memoryStore(): MemoryStore {
  return new MemoryStore({ maxEntries: 100, maxBytes: 10_000_000, clock: systemClock });
}

async function redisStore(): Promise<RedisStore> {
  const redis = {
    url: await testRedisUrl(),
    connectTimeoutMs: 5_000,
    commandTimeoutMs: 5_000,
    startTimeoutMs: 5_000,
    maxReconnectDelayMs: 100,
    maxQueuedCommands: 1_000,
    tls: {},
  };
  const ready = new Promise<void>((resolve) => {
    connection = new RedisConnection({
      ...redis,
      createClient: () => createRedisClient(redis, 'contract'),
      attachTimeoutMs: 5_000,
      attach: () => Promise.resolve(),
      onReady: resolve,
      onError: () => undefined,
    });
  });
  connection?.start();
  await ready;
  if (connection === undefined) throw new Error('no connection');
  const codec = new EntryCodec('1', systemClock);
  const onUnreadable = (error: Error): void => {
    throw error;
  };
  return new RedisStore({
    servers: singleServer(connection),
    codec,
    namespace: 'contract',
    maxStoredBytes: 10_000_000,
    onUnreadable,
  });
}

afterEach(async () => {
  await connection?.close();
  connection = undefined;
});

describeCacheStore('memory', () =>
  Promise.resolve({ store: memoryStore(), stamp: STAMP, forgetNear: () => undefined }),
);

describeCacheStore('Redis', async () => ({
  store: await redisStore(),
  stamp: STAMP,
  forgetNear: () => undefined,
}));

describeCacheStore('tiered', async () => {
  const memory = memoryStore();
  const coherence = new Coherence(100);
  coherence.startLog(STAMP.epoch, STAMP.seq);
  const store = new TieredStore({
    memory,
    remote: await redisStore(),
    coherence,
    clock: systemClock,
    onError: (_operation, error) => {
      throw error;
    },
  });
  return { store, stamp: coherence.stamp(), forgetNear: () => memory.clear() };
});
