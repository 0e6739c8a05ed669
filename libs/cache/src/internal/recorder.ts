import { namespaceOf } from '../cache-key';
import type { Names } from '../coherence/names';
import { countNames } from '../coherence/names';
import { RedisUnavailableError } from '../errors';
import type { CacheEvents, LatencyTier, StaleReason } from '../events/cache-events';
import { Durations } from '../insight/durations';
import { Endpoints } from '../insight/endpoints';
import { TopKeys } from '../insight/top-keys';
import type { Entry } from '../stores/entry';
import type { Clock } from './clock';
import type { NamespaceCounters } from './namespace-counters';
import { ANY, countedAs, Statistics } from './statistics';

/** Keys that are counted one by one. */
const COUNTED_KEYS = 200;
/** Of look-ups in memory one in so many is timed, and its key counted; of others, where keys need each other's counters. A power of two. */
const SAMPLING = 64;

/** What a load that is recorded is for. */
export interface LoadTerms {
  readonly namespace: string;
  /** Values that it is to give. */
  readonly values: number;
  /** What one value costs, in the unit that the application counts in. */
  readonly cost: number;
}

/** Counts what happens and tells it as events. */
export class Recorder {
  readonly statistics = new Statistics();
  readonly topKeys = new TopKeys(COUNTED_KEYS);
  /** undefined where nobody tells which endpoint a call is made for. */
  readonly endpoints: Endpoints | undefined;
  readonly latency = { memory: new Durations(), redis: new Durations(), load: new Durations() };
  /** From an invalidation in another process until it was applied here. */
  readonly lag = new Durations();
  #lookups = 0;
  #lookupsBeyondMemory = 0;
  readonly #events: CacheEvents;
  readonly #clock: Clock;
  readonly #told = new WeakSet<object>();

  /** @param endpoint the endpoint that the present call is made for */
  constructor(events: CacheEvents, clock: Clock, endpoint?: () => string | undefined) {
    this.#events = events;
    this.#clock = clock;
    this.endpoints = endpoint && new Endpoints(endpoint);
  }

  /** Before each look-up in memory: the time, of those that are sampled; 0 of all others. */
  beginLookup(): number {
    return isSampled(++this.#lookups) ? this.#clock.now() : 0;
  }

  /**
   * On the hit path: no allocation unless somebody listens.
   *
   * @param begunAtMs what {@link beginLookup} gave
   */
  memoryHit(entry: Entry, begunAtMs: number): void {
    const counters = (entry.counters ??= this.#of(entry.key));
    counters.memoryHits++;
    if (begunAtMs !== 0) this.#sampled(entry.key, begunAtMs);
    this.endpoints?.noteHit();
    if (this.#events.has('hit')) {
      this.#events.emit('hit', { namespace: counters.namespace, tier: 'memory' });
    }
  }

  #sampled(key: string, begunAtMs: number): void {
    this.took('memory', this.#clock.now() - begunAtMs);
    this.topKeys.add(key, SAMPLING);
  }

  /** A tier has answered, or a loader has ended. */
  took(tier: LatencyTier, durationMs: number): void {
    this.latency[tier].add(durationMs);
    if (this.#events.has('latency')) this.#events.emit('latency', { tier, durationMs });
  }

  /** What came of a look-up that memory could not answer: whether Redis could. */
  lookup(key: string, found: boolean): void {
    const counters = this.#of(key);
    const { namespace } = counters;
    this.#countKey(key);
    if (found) {
      counters.redisHits++;
      this.endpoints?.noteHit();
      if (this.#events.has('hit')) this.#events.emit('hit', { namespace, tier: 'redis' });
    } else {
      counters.misses++;
      this.endpoints?.note('misses');
      this.#events.emit('miss', { namespace });
    }
  }

  /** One by one as long as there are counters: to take one over costs as much as all else that is counted. */
  #countKey(key: string): void {
    if (!this.topKeys.full) this.topKeys.add(key, 1);
    else if (isSampled(++this.#lookupsBeyondMemory)) this.topKeys.add(key, SAMPLING);
  }

  stale(key: string, reason: StaleReason): void {
    const counters = this.#of(key);
    counters.stale++;
    this.#events.emit('stale', { namespace: counters.namespace, reason });
  }

  refreshed(key: string, failed: boolean): void {
    const counters = this.#of(key);
    counters.refreshes++;
    if (failed) counters.refreshFailures++;
    this.#events.emit('refresh', { namespace: counters.namespace, failed });
  }

  collapsed(key: string): void {
    const counters = this.#of(key);
    counters.collapsed++;
    this.endpoints?.note('collapsed');
    this.#events.emit('collapsed', { namespace: counters.namespace });
  }

  bypassed(key: string): void {
    const counters = this.#of(key);
    counters.bypassed++;
    this.endpoints?.note('bypassed');
    this.#events.emit('bypass', { namespace: counters.namespace });
  }

  /** Runs a loader and tells how long it took. */
  async load<T>({ namespace, values, cost }: LoadTerms, load: () => Promise<T>): Promise<T> {
    const begin = this.#clock.now();
    const counters = this.statistics.of(namespace);
    let failed = true;
    counters.loads++;
    try {
      const value = await load();
      failed = false;
      return value;
    } finally {
      const durationMs = this.#clock.now() - begin;
      if (failed) counters.loadFailures++;
      else counters.loaded({ loadMs: durationMs / values, cost });
      this.took('load', durationMs);
      this.#events.emit('load', { namespace: counters.namespace, durationMs, failed });
    }
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
    for (const namespace of namespacesOf(names)) this.statistics.of(namespace).invalidations++;
    this.#events.emit('invalidate', { names: countNames(names) });
  }

  /**
   * An invalidation of another process holds here from now on.
   *
   * @param madeAtMs when it was made, on the wall clock of its writer
   */
  applied(madeAtMs: number): void {
    const lagMs = Math.max(0, this.#clock.wallTime() - madeAtMs);
    this.lag.add(lagMs);
    this.#events.emit('applied', { lagMs });
  }

  oversized(entry: Entry): void {
    this.statistics.oversized++;
    this.#events.emit('oversized', {
      namespace: this.#of(entry.key).namespace,
      bytes: entry.bytes,
    });
  }

  evicted(entry: Entry): void {
    const counters = this.#of(entry.key);
    counters.evictions++;
    this.#events.emit('evict', { namespace: counters.namespace, bytes: entry.bytes });
  }

  /** That Redis is away is told once, by the connection; calls that meet it are only counted. */
  failed(operation: string, error: unknown): void {
    this.statistics.errors++;
    if (error instanceof RedisUnavailableError && operation !== 'connect') return;
    this.#events.emit('error', { operation, error });
  }

  #of(key: string): NamespaceCounters {
    return this.statistics.of(countedAs(key));
  }
}

function isSampled(count: number): boolean {
  return (count & (SAMPLING - 1)) === 0;
}

/** Each once. */
function namespacesOf({ keys = [], namespaces = [], patterns = [], tags = [], all }: Names) {
  const named = [...namespaces, ...keys.map(countedAs), ...patterns.map(countedAsPattern)];
  return new Set(all === true || tags.length > 0 ? [...named, ANY] : named);
}

/** A pattern names a namespace if that is spelt out. */
function countedAsPattern(pattern: string): string {
  return namespaceOf(pattern).includes('*') ? ANY : countedAs(pattern);
}
