import { namespaceOf } from '../cache-key';
import type { Names } from '../coherence/names';
import { countNames } from '../coherence/names';
import { RedisUnavailableError } from '../errors';
import type { CacheEvents, StaleReason } from '../events/cache-events';
import { TopKeys } from '../insight/top-keys';
import type { Entry } from '../stores/entry';
import type { Clock } from './clock';
import { Statistics } from './statistics';

/** Keys that are counted one by one. */
const COUNTED_KEYS = 200;
/** Of hits in memory one in so many is looked at for its key: a power of two. */
const SAMPLING = 32;
/** How much the latest load weighs in the mean of its namespace. */
const LATEST_WEIGHT = 0.2;

/** Counts what happens and tells it as events. */
export class Recorder {
  readonly statistics = new Statistics();
  readonly topKeys = new TopKeys(COUNTED_KEYS);
  #memoryHits = 0;
  readonly #events: CacheEvents;
  readonly #clock: Clock;
  readonly #told = new WeakSet<object>();

  constructor(events: CacheEvents, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
  }

  /** On the hit path: no allocation unless somebody listens. */
  memoryHit(entry: Entry): void {
    const counters = (entry.counters ??= this.statistics.of(namespaceOf(entry.key)));
    counters.memoryHits++;
    counters.savedLoadMs += counters.meanLoadMs;
    if ((++this.#memoryHits & (SAMPLING - 1)) === 0) this.topKeys.add(entry.key, SAMPLING);
    if (this.#events.has('hit')) {
      this.#events.emit('hit', { namespace: counters.namespace, tier: 'memory' });
    }
  }

  /** What came of a look-up that memory could not answer: whether Redis could. */
  lookup(key: string, found: boolean): void {
    const counters = this.statistics.of(namespaceOf(key));
    const { namespace } = counters;
    this.topKeys.add(key, 1);
    if (found) {
      counters.redisHits++;
      counters.savedLoadMs += counters.meanLoadMs;
      this.#events.emit('hit', { namespace, tier: 'redis' });
    } else {
      counters.misses++;
      this.#events.emit('miss', { namespace });
    }
  }

  stale(key: string, reason: StaleReason): void {
    this.statistics.stale++;
    this.#events.emit('stale', { namespace: namespaceOf(key), reason });
  }

  refreshed(key: string, failed: boolean): void {
    this.statistics.refreshes++;
    if (failed) this.statistics.refreshFailures++;
    this.#events.emit('refresh', { namespace: namespaceOf(key), failed });
  }

  collapsed(key: string): void {
    this.statistics.collapsed++;
    this.#events.emit('collapsed', { namespace: namespaceOf(key) });
  }

  bypassed(key: string): void {
    this.statistics.bypassed++;
    this.#events.emit('bypass', { namespace: namespaceOf(key) });
  }

  /** Runs a loader and tells how long it took. */
  async load<T>(namespace: string, load: () => Promise<T>): Promise<T> {
    const begin = this.#clock.now();
    let failed = true;
    this.statistics.loads++;
    try {
      const value = await load();
      failed = false;
      return value;
    } finally {
      const durationMs = this.#clock.now() - begin;
      if (failed) this.statistics.loadFailures++;
      else this.#average(namespace, durationMs);
      this.#events.emit('load', { namespace, durationMs, failed });
    }
  }

  #average(namespace: string, durationMs: number): void {
    const counters = this.statistics.of(namespace);
    const isFirst = counters.meanLoadMs === 0;
    counters.meanLoadMs += (durationMs - counters.meanLoadMs) * (isFirst ? 1 : LATEST_WEIGHT);
  }

  /** A loader's error that no caller gets; told once, however many calls have met it. */
  loadFailed(operation: string, error: unknown): void {
    if (typeof error === 'object' && error !== null) {
      if (this.#told.has(error)) return;
      this.#told.add(error);
    }
    this.failed(operation, error);
  }

  invalidated(names: Names): void {
    this.statistics.invalidations++;
    this.#events.emit('invalidate', { names: countNames(names) });
  }

  oversized(entry: Entry): void {
    this.statistics.oversized++;
    this.#events.emit('oversized', { namespace: namespaceOf(entry.key), bytes: entry.bytes });
  }

  evicted(entry: Entry): void {
    this.statistics.evictions++;
    this.#events.emit('evict', { namespace: namespaceOf(entry.key), bytes: entry.bytes });
  }

  /** That Redis is away is told once, by the connection; calls that meet it are only counted. */
  failed(operation: string, error: unknown): void {
    this.statistics.errors++;
    if (error instanceof RedisUnavailableError && operation !== 'connect') return;
    this.#events.emit('error', { operation, error });
  }
}
