import { Coherence } from '../../libs/cache/src/coherence/coherence';
import { systemClock } from '../../libs/cache/src/internal/clock';
import { MemoryStore } from '../../libs/cache/src/stores/memory/memory-store';
import { EntryCodec } from '../../libs/cache/src/stores/redis/entry-codec';
import { RedisConnection } from '../../libs/cache/src/stores/redis/redis-connection';
import { RedisDeployment } from '../../libs/cache/src/stores/redis/redis-deployment';
import { RedisStore } from '../../libs/cache/src/stores/redis/redis-store';
import { TieredStore } from '../../libs/cache/src/stores/tiered/tiered-store';
import { eventually } from '../support/eventually';
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
    maxConnections: 2,
    tls: {},
  };
  const onError = (): void => undefined;
  const deployment = new RedisDeployment({
    redis,
    namespace: 'contract',
    clock: systemClock,
    onError,
  });
  const opened = new RedisConnection({
    ...deployment.connecting('test'),
    attachTimeoutMs: 5_000,
    commandTimeoutMs: 5_000,
    attach: () => Promise.resolve(),
  });
  opened.start();
  connection = opened;
  await eventually(() => expect(opened.ready).toBe(true));
  const codec = new EntryCodec('1', systemClock);
  const onUnreadable = (error: Error): void => {
    throw error;
  };
  return new RedisStore({
    servers: deployment.servers(opened),
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
