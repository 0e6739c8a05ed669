import { redisGlob } from '../../coherence/glob';
import { CacheError } from '../../errors';
import type { CacheStore } from '../cache-store';
import type { Entry } from '../entry';
import { BatchedReader } from './batched-reader';
import type { EntryCodec } from './entry-codec';
import type { RedisConnection } from './redis-connection';
import { unlinkMatching } from './unlink-matching';

export interface RedisStoreOptions {
  readonly connection: RedisConnection;
  readonly codec: EntryCodec;
  /** Letters, digits, `_`, `.`, `-`; the first part of every key. */
  readonly namespace: string;
  /** A stored value cannot be read; it counts as a miss. */
  readonly onUnreadable: (error: CacheError) => void;
}

/** Entries in Redis, each one string with an expiry. Methods reject with a CacheError when Redis fails. */
export class RedisStore implements CacheStore {
  readonly #options: RedisStoreOptions;
  readonly #prefix: string;
  readonly #reader: BatchedReader;

  constructor(options: RedisStoreOptions) {
    this.#options = options;
    this.#prefix = `${options.namespace}:`;
    this.#reader = new BatchedReader(options.connection);
  }

  async get(key: string): Promise<Entry | undefined> {
    return this.#decode(key, await this.#reader.read(this.#prefix + key));
  }

  getMany(keys: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  async set(entry: Entry): Promise<void> {
    const text = this.#options.codec.encode(entry);
    const expiration = {
      type: 'PX',
      value: Math.max(1, Math.ceil(entry.ttlMs + entry.staleMs)),
    } as const;
    await this.#options.connection.execute((client) =>
      client.set(this.#prefix + entry.key, text, { expiration }),
    );
  }

  async delete(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const names = keys.map((key) => this.#prefix + key);
    await this.#options.connection.execute((client) => client.unlink(names));
  }

  async deleteMatching(pattern: string): Promise<void> {
    await unlinkMatching(this.#options.connection, this.#prefix + redisGlob(pattern));
  }

  clear(): Promise<void> {
    return this.deleteMatching('*');
  }

  #decode(key: string, text: string | null): Entry | undefined {
    if (text === null) return undefined;
    try {
      return this.#options.codec.decode(key, text);
    } catch (error) {
      if (!(error instanceof CacheError)) throw error;
      this.#options.onUnreadable(error);
      return undefined;
    }
  }
}
