import { Inject, Injectable } from '@nestjs/common';
import { checkedKey, namespaceOf } from './cache-key';
import type { InvalidationNames } from './cache.service';
import { globMatcher } from './coherence/glob';
import { CacheError } from './errors';
import type { EndpointFigures } from './insight/endpoints';
import type { HistoryBucket } from './insight/hit-rate-history';
import { inspected, type InspectedEntry } from './insight/inspection';
import type { KeyCount } from './insight/top-keys';
import { CacheRuntime } from './internal/cache-runtime';
import type { Entry } from './stores/entry';
import { countIn } from './stores/redis/count-names';

/** What an invalidation would hit. */
export interface NamesCount {
  /** Entries in this process. */
  readonly memory: number;
  /**
   * Keys in Redis, 0 where none is configured; undefined where it was not asked: Redis knows no tags. At least,
   * when not `complete`.
   */
  readonly redis: number | undefined;
  /** Whether every tier that there is was looked at in time. */
  readonly complete: boolean;
}

/** Looks into the cache for administrators, without changing what it answers. */
@Injectable()
export class CacheInsight {
  readonly #runtime: CacheRuntime;

  constructor(@Inject(CacheRuntime) runtime: CacheRuntime) {
    this.#runtime = runtime;
  }

  /** Hits and misses of the last hour by minute, the oldest first. */
  history(): readonly HistoryBucket[] {
    return this.#runtime.history.buckets;
  }

  /** The keys asked for most since the start, about: of look-ups in memory one in 64 is looked at. */
  topKeys(limit: number): KeyCount[] {
    return this.#runtime.recorder.topKeys.top(limit);
  }

  /**
   * Look-ups by the endpoint that they were made for, those with most first; 256 of them, further ones as `other`.
   * Empty without the port `endpoint`.
   */
  endpoints(): readonly EndpointFigures[] {
    return this.#runtime.recorder.endpoints?.figures() ?? [];
  }

  /**
   * What each tier has under a key that may be served. An entry found in Redis enters memory, as by
   * any look-up.
   * @throws InvalidCacheKeyError
   */
  async inspect(key: string): Promise<InspectedEntry[]> {
    checkedKey(key);
    const { tiers, clock } = this.#runtime;
    const found: [InspectedEntry['tier'], Entry | undefined][] = [
      ['memory', tiers.kept(key)],
      ['redis', await tiers.fetch(key)],
    ];
    const now = clock.now();
    return found.flatMap(([tier, entry]) => (entry ? [inspected(entry, tier, now)] : []));
  }

  /** How many entries an invalidation of these names would hit. */
  async count(names: InvalidationNames): Promise<NamesCount> {
    const hit = hits(names);
    const { memory: store, tiers } = this.#runtime;
    let memory = 0;
    for (const entry of store.entries()) if (hit(entry) && tiers.mayServe(entry)) memory += 1;
    return { memory, ...(await this.#countInRedis(names)) };
  }

  /** Bytes that the Redis server says it uses, all its data included; undefined when it does not answer in time. */
  async redisUsedBytes(): Promise<number | undefined> {
    const text = await this.#tolerantly((redis) =>
      redis.connection.execute((client) => client.info('memory')),
    );
    const used = /^used_memory:(\d+)/m.exec(String(text))?.[1];
    return used === undefined ? undefined : Number(used);
  }

  async #countInRedis(names: InvalidationNames): Promise<Omit<NamesCount, 'memory'>> {
    if (this.#runtime.redis === undefined) return { redis: 0, complete: true };
    if ((names.tags?.length ?? 0) > 0) return { redis: undefined, complete: false };
    const prefix = `${this.#runtime.options.namespace}:`;
    const found = await this.#tolerantly(({ servers }) => countIn(servers, prefix, names));
    return found === undefined
      ? { redis: undefined, complete: false }
      : { redis: found.count, complete: found.complete };
  }

  /** undefined without Redis, or when it fails. */
  async #tolerantly<T>(
    ask: (redis: NonNullable<CacheRuntime['redis']>) => Promise<T>,
  ): Promise<T | undefined> {
    const { redis, recorder } = this.#runtime;
    if (redis === undefined) return undefined;
    try {
      return await ask(redis);
    } catch (error) {
      if (!(error instanceof CacheError)) throw error;
      recorder.failed('insight', error);
      return undefined;
    }
  }
}

function hits(names: InvalidationNames): (entry: Entry) => boolean {
  const keys = new Set(names.keys);
  const tags = new Set(names.tags);
  const namespaces = new Set(names.namespaces);
  const patterns = (names.patterns ?? []).map(globMatcher);
  return (entry) =>
    keys.has(entry.key) ||
    namespaces.has(namespaceOf(entry.key)) ||
    entry.tags.some((tag) => tags.has(tag)) ||
    patterns.some((matches) => matches(entry.key));
}
