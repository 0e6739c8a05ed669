'use strict';

// The caches that Strata's is measured beside, each with memory before Redis as its documentation sets it up.
// All answer to the same few calls: get, remove, getTagged and removeTag where there are tags, and close.

const TTL_MS = 3_600_000;
const MAX_ITEMS = 250_000;
const CHANNEL = 'bench-invalidations';

/** ioredis tells of a lost connection by an event, which ends the process when nobody listens. */
async function ioredis({ host, port }) {
  const { Redis } = await import('ioredis');
  const client = new Redis({ host, port });
  client.on('error', () => undefined);
  return client;
}

async function bentocache(server) {
  const { BentoCache, bentostore } = await import('bentocache');
  const { memoryDriver } = await import('bentocache/drivers/memory');
  const { redisBusDriver, redisDriver } = await import('bentocache/drivers/redis');
  const store = bentostore()
    .useL1Layer(memoryDriver({ maxItems: MAX_ITEMS }))
    .useL2Layer(redisDriver({ connection: await ioredis(server) }))
    .useBus(redisBusDriver({ connection: { host: server.host, port: server.port } }));
  const cache = new BentoCache({ default: 'both', stores: { both: store }, ttl: TTL_MS });
  return {
    get: (key, factory) => cache.getOrSet({ key, factory }),
    remove: (key) => cache.delete({ key }),
    getTagged: (key, tag, factory) => cache.getOrSet({ key, factory, tags: [tag] }),
    removeTag: (tag) => cache.deleteByTag({ tags: [tag] }),
    close: () => cache.disconnectAll(),
  };
}

/** Groups stand for its tags: it has none. */
async function layeredLoader(server) {
  const layered = await import('layered-loader');
  const flat = await layeredParts(layered, server, 'Loader');
  const groups = await layeredParts(layered, server, 'GroupLoader');
  return {
    get: (key, factory) => flat.get({ key, factory }),
    remove: (key) => flat.invalidateCacheFor(key),
    getTagged: (key, tag, factory) => groups.get({ key, factory }, tag),
    removeTag: (tag) => groups.invalidateCacheForGroup(tag),
    close: () => undefined,
  };
}

async function layeredParts(layered, server, kind) {
  const isGroup = kind === 'GroupLoader';
  const pair = layered[isGroup ? 'createGroupNotificationPair' : 'createNotificationPair'];
  const RedisCache = layered[isGroup ? 'RedisGroupCache' : 'RedisCache'];
  const { publisher, consumer } = pair({
    channel: `${CHANNEL}-${kind}`,
    consumerRedis: await ioredis(server),
    publisherRedis: await ioredis(server),
  });
  const bounds = isGroup
    ? { maxGroups: 100, maxItemsPerGroup: MAX_ITEMS }
    : { maxItems: MAX_ITEMS };
  const redis = {
    json: true,
    prefix: kind,
    ttlInMsecs: TTL_MS,
    ...(isGroup && { groupTtlInMsecs: TTL_MS }),
  };
  const load = async ({ factory }) => factory();
  const source = { name: 'factory', get: load, getFromGroup: load };
  const loader = new layered[kind]({
    inMemoryCache: { ttlInMsecs: TTL_MS, ...bounds },
    asyncCache: new RedisCache(await ioredis(server), redis),
    notificationPublisher: publisher,
    notificationConsumer: consumer,
    cacheKeyFromLoadParamsResolver: ({ key }) => key,
    dataSources: [source],
  });
  void Promise.resolve(loader.init()).catch(() => undefined);
  return loader;
}

async function cacheable({ url }) {
  const { Cacheable } = await import('cacheable');
  const { default: KeyvRedis } = await import('@keyv/redis');
  const { RedisMessageProvider } = await import('@qified/redis');
  const connect = (tags) => {
    const qified = new RedisMessageProvider({ uri: url });
    quiet(qified.pub);
    quiet(qified.sub);
    return quiet(
      new Cacheable({ secondary: new KeyvRedis(url), ttl: TTL_MS, sync: { qified }, tags }),
    );
  };
  const cache = connect(false);
  let tagged;
  return {
    get: (key, factory) => cache.getOrSet(key, factory),
    remove: (key) => cache.delete(key),
    getTagged: async (key, tag, factory) => {
      tagged ??= connect(true);
      const found = await tagged.get(key);
      if (found !== undefined) return found;
      const value = await factory();
      await tagged.set(key, value, { tags: [tag] });
      return value;
    },
    removeTag: (tag) => tagged.tags.invalidateTag(tag),
    close: () => cache.disconnect(),
  };
}

async function cacheManager({ url }) {
  const { createCache } = await import('cache-manager');
  const { CacheableMemory } = await import('cacheable');
  const { default: KeyvRedis } = await import('@keyv/redis');
  const { Keyv } = await import('keyv');
  const memory = new Keyv({ store: new CacheableMemory({ ttl: TTL_MS, lruSize: MAX_ITEMS }) });
  const stores = [memory, quiet(new Keyv({ store: new KeyvRedis(url) }))];
  const cache = createCache({ stores, ttl: TTL_MS });
  return {
    get: (key, factory) => cache.wrap(key, factory),
    remove: (key) => cache.del(key),
    close: () => cache.disconnect(),
  };
}

/** What it is at best: a Map behind an async function, and GET with JSON.parse. */
async function bare({ url }) {
  const { createClient } = require('@redis/client');
  const client = createClient({ url });
  client.on('error', () => undefined);
  await client.connect();
  const map = new Map();
  return {
    get: async (key, factory) => {
      if (map.has(key)) return map.get(key);
      const text = await client.get(key);
      const value = text === null ? await factory() : JSON.parse(text);
      if (text === null) await client.set(key, JSON.stringify(value));
      map.set(key, value);
      return value;
    },
    close: () => client.destroy(),
  };
}

function quiet(emitter) {
  emitter.on('error', () => undefined);
  return emitter;
}

const OPENERS = {
  bentocache,
  'layered-loader': layeredLoader,
  cacheable,
  'cache-manager': cacheManager,
  bare,
};

/** Opens one of the caches on a Redis server `{ host, port, url }`. */
module.exports = { open: (name, server) => OPENERS[name](server) };
