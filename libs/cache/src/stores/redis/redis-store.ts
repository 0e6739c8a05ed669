import { redisGlob } from '../../coherence/glob';
import { CacheError, StoredEntryError } from '../../errors';
import type { CacheStore } from '../cache-store';
import type { Entry } from '../entry';
import { BatchedReader } from './batched-reader';
import { compressed, decompressed, isCompressed } from './compression';
import type { EntryCodec } from './entry-codec';
import type { RedisServers } from './redis-servers';
import { unlinkKeys, unlinkMatching } from './unlink';

export interface RedisStoreOptions {
  readonly servers: RedisServers;
  readonly codec: EntryCodec;
  /** Letters, digits, `_`, `.`, `-`; the first part of every key. */
  readonly namespace: string;
  /** Bound of one entry's JSON, in bytes: a compressed one that would grow beyond it is a miss. */
  readonly maxStoredBytes: number;
  /** A stored value cannot be read; it counts as a miss. */
  readonly onUnreadable: (error: CacheError) => void;
}

/** Entries in Redis, each one string with an expiry. Methods reject with a CacheError when Redis fails. */
export class RedisStore implements CacheStore {
  readonly #options: RedisStoreOptions;
  readonly #prefix: string;
  readonly #reader: BatchedReader<Entry | undefined>;

  constructor(options: RedisStoreOptions) {
    this.#options = options;
    this.#prefix = `${options.namespace}:`;
    this.#reader = new BatchedReader(options.servers, this.#prefix, (key, bytes) =>
      this.#read(key, bytes),
    );
  }

  get(key: string): Promise<Entry | undefined> {
    return this.#reader.read(key);
  }

  getMany(keys: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  async set(entry: Entry): Promise<void> {
    const { codec, servers } = this.#options;
    const name = this.#prefix + entry.key;
    const value = await compressed(codec.encode(entry));
    const lifetimeMs = Math.max(1, Math.ceil(entry.ttlMs + entry.staleMs));
    const expiration = { type: 'PX', value: lifetimeMs } as const;
    await servers.of(name).execute((client) => client.set(name, value, { expiration }));
  }

  async delete(keys: readonly string[]): Promise<void> {
    const names = keys.map((key) => this.#prefix + key);
    await unlinkKeys(this.#options.servers, names);
  }

  async deleteMatching(pattern: string): Promise<void> {
    await unlinkMatching(this.#options.servers, this.#prefix + redisGlob(pattern));
  }

  clear(): Promise<void> {
    return this.deleteMatching('*');
  }

  #read(key: string, bytes: Buffer | null): Entry | undefined | Promise<Entry | undefined> {
    if (bytes === null) return undefined;
    return isCompressed(bytes)
      ? this.#readCompressed(key, bytes)
      : this.#decode(key, bytes.toString());
  }

  async #readCompressed(key: string, bytes: Buffer): Promise<Entry | undefined> {
    const { maxStoredBytes, onUnreadable } = this.#options;
    try {
      return this.#decode(key, await decompressed(bytes, maxStoredBytes));
    } catch (error) {
      onUnreadable(new StoredEntryError('A stored entry cannot be decompressed.', error));
      return undefined;
    }
  }

  #decode(key: string, text: string): Entry | undefined {
    try {
      return this.#options.codec.decode(key, text);
    } catch (error) {
      if (!(error instanceof CacheError)) throw error;
      this.#options.onUnreadable(error);
      return undefined;
    }
  }
}
