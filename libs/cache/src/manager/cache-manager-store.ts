import type { CacheManagerStore } from 'cache-manager';
import { KeyvAdapter } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import Keyv from 'keyv';
import { LRUCache } from 'lru-cache';
import type { RedisClientType } from 'redis';
import type { Coherence } from '../coherence/coherence';
import type { CacheRuntime } from '../internal/cache-runtime';
import { groupBy } from '../internal/group-by';
import type { RedisClient } from '../stores/redis/redis-client';
import type { RedisConnection } from '../stores/redis/redis-connection';
import type { RedisServers } from '../stores/redis/redis-servers';
import { unlinkKeys, unlinkMatching } from '../stores/redis/unlink';

/** Deletions kept while Redis is away; beyond it the whole namespace is cleared when it is back. */
const MAX_KEPT_DELETIONS = 10_000;

/** Entries of the stand-in while Redis is away, or when there is none. */
const MAX_MEMORY_ENTRIES = 10_000;

type PackageStore = ReturnType<typeof redisInsStore>;

/** An entry of the stand-in. */
interface Kept {
  readonly value: unknown;
  /** Invalidations up to this tick came before it. */
  readonly tick: number;
}

interface ManagerStoreOptions {
  /** Absent: the stand-in alone. */
  readonly servers: RedisServers | undefined;
  readonly coherence: Coherence;
  /** The first part of every key, without its colon. */
  readonly namespace: string;
  readonly ttlMs: number;
  readonly onError: (operation: string, error: unknown) => void;
}

/**
 * What serves CACHE_MANAGER: cache-manager-redis-yet's store over this library's own connections,
 * plain JSON values, all keys below `<namespace>-manager:`, every entry with a TTL. Deletions are
 * published in the log of invalidations as keys of that namespace.
 *
 * The package's traps are closed here: `clear` deletes its own keys by SCAN and UNLINK instead of FLUSHDB;
 * mget, mdel and ttl see the prefix; null is a value. While Redis is away a memory store stands in, and
 * deletions are kept and made before anything is read from Redis again.
 */
export function createManagerKeyv(runtime: CacheRuntime): Keyv {
  const { namespace, defaultTtlSeconds } = runtime.options;
  const store = new ManagerStore({
    servers: runtime.redis?.servers,
    coherence: runtime.coherence,
    namespace: `${namespace}-manager`,
    ttlMs: defaultTtlSeconds * 1_000,
    onError: (operation, error) => runtime.recorder.failed(`manager:${operation}`, error),
  });
  const keyv = new Keyv(new KeyvAdapter(store), { useKeyPrefix: false });
  // The stores keep JSON and objects: Keyv's own serialising would wrap a text in a text.
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  return keyv;
}

class ManagerStore implements CacheManagerStore {
  readonly name = 'strata-redis';
  readonly #options: ManagerStoreOptions;
  readonly #memory = new LRUCache<string, Kept>({ max: MAX_MEMORY_ENTRIES });
  readonly #keptDeletions = new Set<string>();
  #clearKept = false;
  #catchingUp: Promise<void> | undefined;

  constructor(options: ManagerStoreOptions) {
    this.#options = options;
  }

  async get(key: string): Promise<unknown> {
    const [value] = await this.mget(key);
    return value;
  }

  async mget(...keys: string[]): Promise<unknown[]> {
    const values = new Map<string, unknown>();
    await this.#onEach(keys, 'get', {
      redis: async (store, names) => {
        const found = await readAll(store, names, this.#options.servers?.clustered === true);
        names.forEach((name, index) => values.set(name, found[index]));
      },
      memory: (names) => names.forEach((name) => values.set(name, this.#recall(name))),
    });
    return keys.map((key) => values.get(this.#name(key)));
  }

  async set(key: string, value: unknown, ttlMs?: number): Promise<void> {
    const { ttlMs: defaultTtlMs } = this.#options;
    const ttl = ttlMs === undefined || ttlMs <= 0 ? defaultTtlMs : Math.max(1, Math.round(ttlMs));
    await this.#onEach([key], 'set', {
      redis: async (store, [name = '']) => store.set(name, value, ttl),
      memory: ([name = '']) => {
        this.#keepDeletions([name]);
        const { tick } = this.#options.coherence.fences;
        this.#memory.set(name, { value: structuredClone(value), tick }, { ttl });
      },
    });
  }

  async mset(data: Record<string, unknown>, ttlMs?: number): Promise<void> {
    await Promise.all(Object.entries(data).map(([key, value]) => this.set(key, value, ttlMs)));
  }

  async del(key: string): Promise<void> {
    await this.mdel(key);
  }

  async mdel(...keys: string[]): Promise<void> {
    if (keys.length === 0) return;
    const all = keys.map((key) => this.#name(key));
    for (const name of all) this.#memory.delete(name);
    await this.#onEach(keys, 'delete', {
      redis: async (store, names) => void (await Promise.all(names.map((name) => store.del(name)))),
      memory: (names) => this.#keepDeletions(names),
    });
    await this.#options.coherence.invalidate({ keys: all });
  }

  async ttl(key: string): Promise<number> {
    let ttlMs = -2;
    await this.#onEach([key], 'ttl', {
      redis: async (store, [name = '']) => void (ttlMs = await store.ttl(name)),
      memory: ([name = '']) => {
        if (this.#recall(name) !== undefined) ttlMs = this.#memory.getRemainingTTL(name);
      },
    });
    return ttlMs;
  }

  /** Not offered: listing keys takes KEYS. */
  keys(): Promise<string[]> {
    return Promise.resolve([]);
  }

  async reset(): Promise<void> {
    this.#memory.clear();
    this.#clearKept = true;
    await this.#reported('clear', () => this.#catchUp());
    await this.#options.coherence.invalidate({ namespaces: [this.#options.namespace] });
  }

  /** For the keys of each server: Redis when it answers, else the stand-in; without Redis the stand-in alone. */
  async #onEach(
    keys: readonly string[],
    operation: string,
    use: {
      readonly redis: (store: PackageStore, names: string[]) => Promise<void>;
      readonly memory: (names: readonly string[]) => void;
    },
  ): Promise<void> {
    const { servers } = this.#options;
    const names = keys.map((key) => this.#name(key));
    if (servers === undefined) return use.memory(names);
    const groups = groupBy(names, (name) => servers.of(name));
    const done = [...groups].map(async ([connection, group]) => {
      const run = (): Promise<void> =>
        connection.execute((client) => use.redis(packageStore(client), [...group]));
      if (!(await this.#onRedis(connection, operation, run))) use.memory(group);
    });
    await Promise.all(done);
  }

  async #onRedis(
    connection: RedisConnection,
    operation: string,
    run: () => Promise<void>,
  ): Promise<boolean> {
    if (!connection.ready) return false;
    return this.#reported(operation, async () => {
      await this.#catchUp();
      await run();
    });
  }

  async #reported(operation: string, run: () => Promise<void>): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      this.#options.onError(operation, error);
      return false;
    }
  }

  /** What was deleted while Redis was away is deleted before it is used again; all who come wait for that. */
  async #catchUp(): Promise<void> {
    if (!this.#clearKept && this.#keptDeletions.size === 0) return;
    this.#catchingUp ??= this.#deleteKept().finally(() => {
      this.#catchingUp = undefined;
    });
    await this.#catchingUp;
  }

  async #deleteKept(): Promise<void> {
    const { servers, namespace } = this.#options;
    const names = [...this.#keptDeletions];
    const clear = this.#clearKept;
    if (servers !== undefined) {
      if (clear) await unlinkMatching(servers, `${namespace}:*`);
      await unlinkKeys(servers, names);
    }
    if (clear) this.#clearKept = false;
    for (const name of names) {
      this.#keptDeletions.delete(name);
      this.#memory.delete(name);
    }
  }

  #keepDeletions(names: readonly string[]): void {
    if (this.#options.servers === undefined) return;
    for (const name of names) this.#keptDeletions.add(name);
    if (this.#keptDeletions.size <= MAX_KEPT_DELETIONS) return;
    this.#keptDeletions.clear();
    this.#clearKept = true;
  }

  #recall(name: string): unknown {
    const kept = this.#memory.get(name);
    if (kept === undefined) return undefined;
    const { fences } = this.#options.coherence;
    return fences.holdsSince({ key: name, tags: [] }, kept.tick) ? kept.value : undefined;
  }

  #name(key: string): string {
    return `${this.#options.namespace}:${key}`;
  }
}

/** The package's type names the client of the Redis release that it was written against. */
function packageStore(client: RedisClient): PackageStore {
  return redisInsStore(client as unknown as RedisClientType, { isCacheable: isJson });
}

/** JSON has no undefined: it cannot be told from "nothing cached". */
function isJson(value: unknown): boolean {
  return value !== undefined;
}

/** A cluster refuses one command for keys of several slots. */
async function readAll(store: PackageStore, names: string[], clustered: boolean) {
  return clustered ? Promise.all(names.map((name) => store.get(name))) : store.mget(...names);
}
