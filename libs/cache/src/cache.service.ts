import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { CacheStats } from './cache-stats';
import { checkedKey, checkedNamespace, isUsableKey, unusableKey } from './cache-key';
import type { CachePosition } from './coherence/coherence';
import { listOf, type Names, takenNames } from './coherence/names';
import type {
  BatchLoader,
  CachedEntry,
  EntryOptions,
  EntryPolicy,
  LoadContext,
  Loader,
  Resolved,
} from './entry-options';
import { bypassed, type Give, itself, resolvedOf, valueOf } from './internal/answer';
import { either } from './internal/either';
import { CacheRuntime } from './internal/cache-runtime';
import { rejected } from './internal/deferred';
import type { Engine } from './internal/engine';
import type { MinimumPosition } from './internal/minimum-position';
import { statsOf } from './internal/stats-of';
import { termsOf } from './internal/terms';
import { timedLoad } from './internal/timed-load';

const NO_OPTIONS = Object.freeze({});

/** One name or several. */
export type OneOrMany = string | readonly string[];

/** What {@link CacheService.invalidate} hits; every list may be left out. */
export type InvalidationNames = Omit<Names, 'all'>;

/**
 * Caches what loaders give, in memory and in Redis.
 *
 * A failing cache never changes an answer: without Redis, or with one that fails, values come from
 * memory or from the loader. Only a loader's own error and a value that cannot be cached are thrown.
 * Inside a transaction nothing is read from the cache or stored, and invalidations wait for commit.
 */
@Injectable()
export class CacheService implements OnModuleInit, OnApplicationShutdown {
  readonly #runtime: CacheRuntime;
  readonly #enabled: boolean;
  readonly #engine: Engine;
  /** Whether a call has to go past the cache; undefined when the options name nothing that says so. */
  readonly #mustPass: (() => boolean) | undefined;
  /** undefined when no call ever has to see more than another. */
  readonly #minimum: MinimumPosition | undefined;

  constructor(@Inject(CacheRuntime) runtime: CacheRuntime) {
    this.#runtime = runtime;
    this.#enabled = runtime.options.enabled;
    this.#engine = runtime.engine;
    this.#minimum = runtime.minimum;
    this.#mustPass = either(runtime.options.bypass, runtime.options.insideTransaction);
  }

  /** Waits for Redis, but never longer than `redis.startTimeoutMs`. */
  async onModuleInit(): Promise<void> {
    await this.#runtime.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#runtime.stop();
  }

  /**
   * The cached value, or the loader's, which is then cached. Callers that come while a load is
   * under way get its answer, unless the key was invalidated after the load began.
   *
   * Plain data come back frozen and shared; values with a Date, Map, Set or bytes as a copy.
   *
   * @throws what the loader throws, to all who wait for it
   * @throws UncacheableValueError when the loader gives a class instance, a function or a cycle
   * @throws InvalidCacheKeyError when the key is empty or holds control characters
   */
  getOrSet<T>(key: string, load: Loader<T>, options: EntryOptions<T> = NO_OPTIONS): Promise<T> {
    try {
      if (options.refresh !== true && this.#usable(options) && this.#minimum?.reached !== false) {
        const entry = this.#engine.peek(key);
        // What lies under a key is of the type that its callers load under it: that is their promise.
        if (entry !== undefined) return entry.answer() as Promise<T>;
      }
      return this.#resolve<T, T>(key, load, options, valueOf, itself);
    } catch (error) {
      // Thrown by a function of the application, such as `bypass`.
      return rejected(error);
    }
  }

  /** As {@link getOrSet}, and tells where the answer came from and how long it can still be served. */
  async resolve<T>(
    key: string,
    load: Loader<T>,
    options: EntryOptions<T> = NO_OPTIONS,
  ): Promise<Resolved<T>> {
    return this.#resolve<T, Resolved<T>>(key, load, options, resolvedOf, bypassed);
  }

  /**
   * The values of many keys, in the order of the keys. The loader is called once at the most, with the
   * keys that no tier and no load under way has, here or in another process; and again for what another
   * process was loading and did not give. Keys that its answer lacks are cached as absent and come back
   * as undefined.
   *
   * @throws as {@link getOrSet}
   */
  async getOrSetMany<T>(
    keys: readonly string[],
    load: BatchLoader<T>,
    options: EntryOptions<T | undefined> = NO_OPTIONS,
  ): Promise<Map<string, T | undefined>> {
    const unique = [...new Set(keys.map(checkedKey))];
    if (unique.length === 0) return new Map();
    if (this.#usable(options)) {
      const seeing = this.#minimum ? await this.#seeing(options) : options;
      return this.#engine.resolveMany<T | undefined>(unique, load, seeing);
    }
    const loadAll = (context: LoadContext): ReturnType<typeof load> => load(unique, context);
    const values = await this.#past(unique, loadAll, options);
    return new Map(unique.map((key) => [key, values.get(key)]));
  }

  /** The cached value; undefined when there is none, or when absence is what is cached. */
  async get<T>(key: string): Promise<T | undefined> {
    return (await this.entry<T>(key))?.value;
  }

  /**
   * What is in memory now, without any waiting; undefined when the value has to be looked for
   * further, which is not counted as a miss.
   */
  peek<T>(key: string): CachedEntry<T> | undefined {
    return this.#usable(NO_OPTIONS) ? this.#engine.peekCached<T>(key) : undefined;
  }

  /** The cached value with its tier and remaining time; undefined when nothing is cached. */
  async entry<T>(key: string): Promise<CachedEntry<T> | undefined> {
    checkedKey(key);
    if (!this.#usable(NO_OPTIONS) || (await this.#minimum?.reachedSoon()) === false)
      return undefined;
    return this.#engine.find<T>(key);
  }

  /**
   * Stores a value that the caller has, in place of what is cached anywhere; inside a transaction
   * after commit. Loads that began before do not overwrite it.
   *
   * @throws UncacheableValueError, InvalidCacheKeyError
   */
  async set<T>(key: string, value: T, options: EntryOptions<T> = NO_OPTIONS): Promise<void> {
    checkedKey(key);
    if (!this.#enabled) return;
    const put = this.#engine.put(key, value, options);
    await this.#runtime.afterCommit({ keys: [key] }, put);
  }

  async delete(keys: OneOrMany): Promise<void> {
    await this.invalidate({ keys: listOf(keys) });
  }

  /** Invalidates all entries that carry one of the tags, however many, in constant time. */
  async deleteByTag(tags: OneOrMany): Promise<void> {
    await this.invalidate({ tags: listOf(tags) });
  }

  /** Invalidates all keys before whose first colon `namespace` stands, and frees them in Redis. */
  async deleteByNamespace(namespace: string): Promise<void> {
    checkedNamespace(namespace);
    await this.#purge(`${namespace}:*`, { namespaces: [namespace] });
  }

  /**
   * Invalidates all keys that match, and frees them in Redis by SCAN and UNLINK. `*` stands for any
   * run of characters; no other character is special. Never reaches beyond this cache's own keys.
   */
  async deleteByPattern(pattern: string): Promise<void> {
    checkedKey(pattern);
    await this.#purge(pattern, { patterns: [pattern] });
  }

  /** Invalidates every entry of this cache; other data in the same Redis stay. */
  async clear(): Promise<void> {
    await this.#purge('*', { all: true });
  }

  /**
   * One invalidation of everything named. In this process it holds from the moment it is made, in
   * others as soon as they learn of it; while Redis is away it is kept. Inside a transaction it is
   * made after commit, and not at all after a rollback. Never rejects because of Redis.
   */
  async invalidate(names: InvalidationNames): Promise<void> {
    const taken = takenNames(names);
    if (!this.#enabled) return;
    await this.#runtime.afterCommit(taken, (row) => this.#runtime.invalidate(taken, row));
  }

  /**
   * How much of the shared log this process has applied and published: what a caller who has seen its
   * answers may ask of another process by `minimumPosition`. undefined without Redis, and before the log is first read.
   */
  position(): CachePosition | undefined {
    return this.#runtime.position;
  }

  stats(): CacheStats {
    return statsOf(this.#runtime);
  }

  async #purge(pattern: string, names: Names): Promise<void> {
    if (!this.#enabled) return;
    await this.#runtime.afterCommit(names, (row) => this.#runtime.purge(pattern, names, row));
  }

  /** No async function of its own: this is the path of every hit in Redis. */
  #resolve<T, Given>(
    key: string,
    load: Loader<T>,
    options: EntryOptions<T>,
    give: Give<Given>,
    past: (value: T) => Given,
  ): Promise<Given> {
    if (!isUsableKey(key)) return Promise.reject(unusableKey());
    if (!this.#usable(options)) return this.#past([key], load, options).then(past);
    if (this.#minimum === undefined) return this.#engine.resolve(key, load, options, give);
    return this.#seeing(options).then((seeing) => this.#engine.resolve(key, load, seeing, give));
  }

  /** Options that pass by what is here when the call must see more than this process has applied. */
  async #seeing<T>(options: EntryOptions<T>): Promise<EntryOptions<T>> {
    if ((await this.#minimum?.reachedSoon()) !== false) return options;
    return { ...options, refresh: true };
  }

  /** A load past the cache has the same limit. */
  #past<T>(keys: readonly string[], load: Loader<T>, options: EntryPolicy): Promise<T> {
    keys.forEach((key) => this.#runtime.recorder.bypassed(key));
    const { hardTimeoutMs } = termsOf(options, this.#runtime.options);
    return timedLoad(load, hardTimeoutMs, this.#runtime.clock);
  }

  #usable({ bypass }: { readonly bypass?: boolean }): boolean {
    return this.#enabled && bypass !== true && (this.#mustPass === undefined || !this.#mustPass());
  }
}
