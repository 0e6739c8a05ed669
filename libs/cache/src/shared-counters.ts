import { Inject, Injectable } from '@nestjs/common';
import { RedisReplyError, RedisUnavailableError } from './errors';
import { CacheRuntime } from './internal/cache-runtime';

/** KEYS: the counter. ARGV: milliseconds. Returns the count and the milliseconds that are left. */
const COUNT = `
local count = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call('PEXPIRE', KEYS[1], left)
end
return { count, left }
`;

/** What was counted within a window, and how long the window lasts. */
export interface WindowCount {
  readonly count: number;
  readonly leftMs: number;
}

/**
 * Counts in Redis, for all processes that share it, on the cache's own connections. They are no entries of the
 * cache: no invalidation, and no `clear`, touches them.
 */
@Injectable()
export class SharedCounters {
  readonly #runtime: CacheRuntime;
  readonly #prefix: string;

  constructor(@Inject(CacheRuntime) runtime: CacheRuntime) {
    this.#runtime = runtime;
    // A slash is in no namespace: no pattern of any cache matches these keys.
    this.#prefix = `${runtime.options.namespace}/counts:`;
  }

  /** Whether there is a Redis to count in; false: {@link add} always rejects. */
  get configured(): boolean {
    return this.#runtime.redis !== undefined;
  }

  /**
   * Adds one to a counter, whose window begins with its first count and lasts for `windowMs`.
   *
   * @throws RedisUnavailableError at once, RedisTimeoutError after `redis.commandTimeoutMs`, RedisReplyError
   */
  async add(name: string, windowMs: number): Promise<WindowCount> {
    const key = this.#prefix + name;
    const connection = this.#runtime.redis?.servers.of(key);
    if (connection === undefined) throw new RedisUnavailableError('No Redis is configured.');
    const reply: unknown = await connection.execute((client) =>
      client.eval(COUNT, { keys: [key], arguments: [String(windowMs)] }),
    );
    const [count, leftMs] = Array.isArray(reply) ? (reply as readonly unknown[]) : [];
    if (typeof count === 'number' && typeof leftMs === 'number') return { count, leftMs };
    throw new RedisReplyError('Redis answered with something that is no count.');
  }
}
