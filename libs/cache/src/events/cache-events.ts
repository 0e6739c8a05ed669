import { Injectable } from '@nestjs/common';
import type { BreakerState } from '../internal/circuit-breaker';
import type { WarmerState } from '../warming/cache-warmer';

/** Whether Redis is in use. */
export type RedisState = 'connected' | 'unavailable' | 'disabled';

/** Why an expired entry was served: it is being renewed, its load has failed, or takes too long. */
export type StaleReason = 'revalidate' | 'error' | 'timeout';

/** What takes time: a look-up in a tier, or a load. */
export type LatencyTier = 'memory' | 'redis' | 'load';

/** What the cache tells, by event. Never a key or a value. */
export interface CacheEventMap {
  /** An entry answered. */
  hit: { readonly namespace: string; readonly tier: 'memory' | 'redis' };
  /** No entry; a load follows, or the answer was "not cached". */
  miss: { readonly namespace: string };
  /** An entry that has expired answered; with reason `revalidate` it is told as a hit as well. */
  stale: { readonly namespace: string; readonly reason: StaleReason };
  /** A load that renewed an entry in the background has ended. */
  refresh: { readonly namespace: string; readonly failed: boolean };
  /** The call joined a load that was under way. */
  collapsed: { readonly namespace: string };
  /** The cache was not asked: bypass, or a transaction is open. */
  bypass: { readonly namespace: string };
  /** A loader ended. */
  load: { readonly namespace: string; readonly durationMs: number; readonly failed: boolean };
  /** How long it took: one in 64 hits in memory, every answer of Redis, every load. */
  latency: { readonly tier: LatencyTier; readonly durationMs: number };
  /**
   * Something of the cache failed; the caller's answer is not affected. Messages name no host. That
   * Redis cannot be reached is told once for each way of failing, not for every call.
   */
  error: { readonly operation: string; readonly error: unknown };
  /** Names (keys, tags, namespaces, patterns) were invalidated by this process. */
  invalidate: { readonly names: number };
  /** An invalidation of another process holds here now, so long after it was made; see `CacheStats`. */
  applied: { readonly lagMs: number };
  /** An entry had to make room in memory. */
  evict: { readonly namespace: string; readonly bytes: number };
  /** A value was not cached because it is larger than `maxEntryBytes`. */
  oversized: { readonly namespace: string; readonly bytes: number };
  /** Redis is in use again, or no longer. */
  state: { readonly redis: RedisState };
  breaker: { readonly state: BreakerState };
  /** A warmer has ended, or was given up; what it threw is told as `error`. */
  warmed: { readonly warmer: string; readonly state: WarmerState; readonly durationMs: number };
}

export type CacheEventName = keyof CacheEventMap;
export type CacheEventListener<Name extends CacheEventName> = (event: CacheEventMap[Name]) => void;

type Listeners = { [Name in CacheEventName]: readonly CacheEventListener<Name>[] };

/**
 * Listeners are called synchronously, in the async context of the call that caused the event. One
 * that throws is reported as `error` and changes no answer.
 */
@Injectable()
export class CacheEvents {
  /** Lists are replaced, not changed: an emission under way goes on over the old one. */
  readonly #listeners: Listeners = {
    hit: [],
    miss: [],
    stale: [],
    refresh: [],
    collapsed: [],
    bypass: [],
    load: [],
    latency: [],
    error: [],
    invalidate: [],
    applied: [],
    evict: [],
    oversized: [],
    state: [],
    breaker: [],
    warmed: [],
  };

  /** @returns a function that removes the listener again */
  on<Name extends CacheEventName>(name: Name, listener: CacheEventListener<Name>): () => void {
    this.#replace(name, [...this.#listeners[name], listener]);
    return () => this.off(name, listener);
  }

  off<Name extends CacheEventName>(name: Name, listener: CacheEventListener<Name>): void {
    const isOther = (each: CacheEventListener<Name>): boolean => each !== listener;
    this.#replace(name, this.#listeners[name].filter(isOther));
  }

  /** Whether anybody listens, to spare the making of an event. */
  has(name: CacheEventName): boolean {
    return this.#listeners[name].length > 0;
  }

  emit<Name extends CacheEventName>(name: Name, event: CacheEventMap[Name]): void {
    for (const listener of this.#listeners[name]) this.#call(name, listener, event);
  }

  #call<Name extends CacheEventName>(
    name: Name,
    listener: CacheEventListener<Name>,
    event: CacheEventMap[Name],
  ): void {
    try {
      listener(event);
    } catch (error) {
      // A failing error listener has nobody left to tell but the process.
      if (name === 'error') process.emitWarning(`A cache error listener failed: ${String(error)}`);
      else this.emit('error', { operation: `listener:${name}`, error });
    }
  }

  #replace<Name extends CacheEventName>(
    name: Name,
    listeners: readonly CacheEventListener<Name>[],
  ): void {
    // The compiler cannot relate a generic name to its own list when it is written to.
    const lists = this.#listeners as Record<Name, readonly CacheEventListener<Name>[]>;
    lists[name] = listeners;
  }
}
