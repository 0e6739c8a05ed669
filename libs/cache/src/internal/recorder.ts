import { namespaceOf } from '../cache-key';
import type { Names } from '../coherence/names';
import { countNames } from '../coherence/names';
import { RedisUnavailableError } from '../errors';
import type { CacheEvents } from '../events/cache-events';
import type { Entry } from '../stores/entry';
import type { Loader } from '../entry-options';
import type { Clock } from './clock';
import { Statistics } from './statistics';

/** Counts what happens and tells it as events. */
export class Recorder {
  readonly statistics = new Statistics();
  readonly #events: CacheEvents;
  readonly #clock: Clock;

  constructor(events: CacheEvents, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
  }

  /** On the hit path: no allocation unless somebody listens. */
  memoryHit(entry: Entry): void {
    const counters = (entry.counters ??= this.statistics.of(namespaceOf(entry.key)));
    counters.memoryHits++;
    if (this.#events.has('hit')) {
      this.#events.emit('hit', { namespace: counters.namespace, tier: 'memory' });
    }
  }

  /** What came of a look-up that memory could not answer. */
  lookup(key: string, fetched: Entry | undefined): void {
    const counters = this.statistics.of(namespaceOf(key));
    const { namespace } = counters;
    if (fetched === undefined) {
      counters.misses++;
      this.#events.emit('miss', { namespace });
    } else {
      counters.redisHits++;
      this.#events.emit('hit', { namespace, tier: 'redis' });
    }
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
  async load<T>(namespace: string, load: Loader<T>): Promise<T> {
    const begin = this.#clock.now();
    let failed = true;
    this.statistics.loads++;
    try {
      const value = await load();
      failed = false;
      return value;
    } finally {
      if (failed) this.statistics.loadFailures++;
      this.#events.emit('load', { namespace, durationMs: this.#clock.now() - begin, failed });
    }
  }

  invalidated(names: Names): void {
    this.statistics.invalidations++;
    this.#events.emit('invalidate', { names: countNames(names) });
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
