import { Inject, Injectable } from '@nestjs/common';
import { RedisUnavailableError } from './errors';
import { CacheRuntime } from './internal/cache-runtime';
import type { RedisConnection } from './stores/redis/redis-connection';

/**
 * Remembers for a while, in Redis, that something is so, for all processes that share it, on the cache's own
 * connections. Marks are no entries of the cache: no invalidation, and no `clear`, touches them.
 */
@Injectable()
export class SharedMarks {
  readonly #runtime: CacheRuntime;
  readonly #prefix: string;

  constructor(@Inject(CacheRuntime) runtime: CacheRuntime) {
    this.#runtime = runtime;
    // A slash is in no namespace: no pattern of any cache matches these keys.
    this.#prefix = `${runtime.options.namespace}/marks:`;
  }

  /** Whether there is a Redis to remember in; false: the other methods always reject. */
  get configured(): boolean {
    return this.#runtime.redis !== undefined;
  }

  /**
   * Marks `name` for `forMs` from now on, marked already or not.
   *
   * @throws RedisUnavailableError at once, RedisTimeoutError after `redis.commandTimeoutMs`, RedisReplyError
   */
  async set(name: string, forMs: number): Promise<void> {
    const key = this.#prefix + name;
    const expiration = { type: 'PX', value: forMs } as const;
    await this.#connection(key).execute((client) => client.set(key, '1', { expiration }));
  }

  /** Whether `name` is marked. @throws as {@link set} */
  async has(name: string): Promise<boolean> {
    const key = this.#prefix + name;
    return (await this.#connection(key).execute((client) => client.exists(key))) === 1;
  }

  #connection(key: string): RedisConnection {
    const connection = this.#runtime.redis?.servers.of(key);
    if (connection === undefined) throw new RedisUnavailableError('No Redis is configured.');
    return connection;
  }
}
