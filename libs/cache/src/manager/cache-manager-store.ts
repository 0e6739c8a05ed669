import type { CacheManagerStore } from 'cache-manager';
import { KeyvAdapter } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import Keyv from 'keyv';
import { LRUCache } from 'lru-cache';
import type { RedisClientType } from 'redis';
import type { CacheRuntime } from '../internal/cache-runtime';
import type { RedisClient } from '../stores/redis/redis-client';
import type { RedisConnection } from '../stores/redis/redis-connection';
import { unlinkMatching } from '../stores/redis/unlink-matching';

/** Deletions kept while Redis is away; beyond it the whole namespace is cleared when it is back. */
const MAX_KEPT_DELETIONS = 10_000;

/** Entries of the stand-in while Redis is away, or when there is none. */
const MAX_MEMORY_ENTRIES = 10_000;

type Connection = RedisConnection | undefined;

/**
 * What serves CACHE_MANAGER: cache-manager-redis-yet's store over this library's own connection,
 * plain JSON values, all keys below `<namespace>-manager:`, every entry with a TTL. Its traps are
 * closed here: `clear` deletes its own keys by SCAN and UNLINK instead of FLUSHDB, and mget, mdel
 * and ttl see the prefix. While Redis is away a memory store stands in, and deletions are kept and
 * made before anything is read from Redis again.
 */
export function createManagerKeyv(runtime: CacheRuntime): Keyv {
  const { namespace, defaultTtlSeconds } = runtime.options;
  const store = new ManagerStore(
    runtime.redis?.connection,
    `${namespace}-manager:`,
    defaultTtlSeconds * 1_000,
    (operation, error) => runtime.recorder.failed(`manager:${operation}`, error),
  );
  const keyv = new Keyv(new KeyvAdapter(store), { useKeyPrefix: false });
  // The stores keep JSON and objects: Keyv's own serialising would wrap a text in a text.
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  return keyv;
}

class ManagerStore implements CacheManagerStore {
  readonly name = 'strata-redis';
  readonly #connection: Connection;
  readonly #prefix: string;
  readonly #ttlMs: number;
  readonly #onError: (operation: string, error: unknown) => void;
  readonly #memory = new LRUCache<string, object>({ max: MAX_MEMORY_ENTRIES });
  #keptDeletions = new Set<string>();
  #clearKept = false;

  constructor(
    connection: Connection,
    prefix: string,
    ttlMs: number,
    onError: (operation: string, error: unknown) => void,
  ) {
    this.#connection = connection;
    this.#prefix = prefix;
    this.#ttlMs = ttlMs;
    this.#onError = onError;
  }

  async get(key: string): Promise<unknown> {
    const [value] = await this.mget(key);
    return value;
  }

  async mget(...keys: string[]): Promise<unknown[]> {
    if (keys.length === 0) return [];
    return this.#either(
      'get',
      () => this.#redis((store) => store.mget(...this.#names(keys))),
      () => keys.map((key) => this.#memory.get(key)),
    );
  }

  async set(key: string, value: unknown, ttlMs?: number): Promise<void> {
    const ttl = ttlMs === undefined || ttlMs <= 0 ? this.#ttlMs : Math.max(1, Math.round(ttlMs));
    await this.#either(
      'set',
      () => this.#redis((store) => store.set(this.#name(key), value, ttl)),
      () => {
        this.#keepDeletion([key]);
        this.#memory.set(key, structuredClone(value) as object, { ttl });
      },
    );
  }

  async mset(data: Record<string, unknown>, ttlMs?: number): Promise<void> {
    for (const [key, value] of Object.entries(data)) await this.set(key, value, ttlMs);
  }

  async del(key: string): Promise<void> {
    await this.mdel(key);
  }

  async mdel(...keys: string[]): Promise<void> {
    if (keys.length === 0) return;
    for (const key of keys) this.#memory.delete(key);
    await this.#either(
      'delete',
      () => this.#redis((store) => store.mdel(...this.#names(keys))),
      () => this.#keepDeletion(keys),
    );
  }

  async ttl(key: string): Promise<number> {
    return this.#either(
      'ttl',
      () => this.#redis((store) => store.ttl(this.#name(key))),
      () => (this.#memory.has(key) ? this.#memory.getRemainingTTL(key) : -2),
    );
  }

  /** Not offered: listing keys takes KEYS. */
  keys(): Promise<string[]> {
    return Promise.resolve([]);
  }

  async reset(): Promise<void> {
    this.#memory.clear();
    await this.#either(
      'clear',
      () => this.#clear(),
      () => {
        this.#clearKept = true;
      },
    );
  }

  /** Redis when it answers, else the stand-in; without Redis the stand-in alone. */
  async #either<T>(operation: string, redis: () => Promise<T>, memory: () => T): Promise<T> {
    if (this.#connection?.ready !== true) return memory();
    try {
      await this.#catchUp();
      return await redis();
    } catch (error) {
      this.#onError(operation, error);
      return memory();
    }
  }

  /** The package's type names the client of the Redis release that it was written against. */
  #redis<T>(call: (store: ReturnType<typeof redisInsStore>) => Promise<T>): Promise<T> {
    return this.#connected().execute((client: RedisClient) =>
      call(redisInsStore(client as unknown as RedisClientType)),
    );
  }

  /** What was deleted while Redis was away is deleted before it is used again. */
  async #catchUp(): Promise<void> {
    if (this.#clearKept) await this.#clear();
    if (this.#keptDeletions.size === 0) return;
    const names = this.#names([...this.#keptDeletions]);
    await this.#connected().execute((client) => client.unlink(names));
    this.#keptDeletions = new Set();
    this.#memory.clear();
  }

  async #clear(): Promise<void> {
    await unlinkMatching(this.#connected(), `${this.#prefix}*`);
    this.#clearKept = false;
  }

  #keepDeletion(keys: readonly string[]): void {
    if (this.#connection === undefined) return;
    for (const key of keys) this.#keptDeletions.add(key);
    if (this.#keptDeletions.size <= MAX_KEPT_DELETIONS) return;
    this.#keptDeletions.clear();
    this.#clearKept = true;
  }

  #connected(): RedisConnection {
    if (this.#connection === undefined) throw new Error('No Redis is configured.');
    return this.#connection;
  }

  #names(keys: readonly string[]): string[] {
    return keys.map((key) => this.#name(key));
  }

  #name(key: string): string {
    return this.#prefix + key;
  }
}
