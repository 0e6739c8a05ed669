import type { EntryPolicy } from '../entry-options';
import type { Entry } from '../stores/entry';

/** How long one call waits, and what it may be given meanwhile. Milliseconds; 0: not at all. */
export interface Terms {
  readonly revalidateMs: number;
  readonly ifErrorMs: number;
  readonly softTimeoutMs: number;
  readonly hardTimeoutMs: number;
}

export function termsOf(options: EntryPolicy, defaults: EntryPolicy): Terms {
  const revalidateSeconds =
    options.staleWhileRevalidateSeconds ?? defaults.staleWhileRevalidateSeconds;
  const ifErrorSeconds = options.staleIfErrorSeconds ?? defaults.staleIfErrorSeconds;
  return {
    revalidateMs: positive(revalidateSeconds) * 1_000,
    ifErrorMs: positive(ifErrorSeconds) * 1_000,
    softTimeoutMs: positive(options.softTimeoutMs ?? defaults.softTimeoutMs),
    hardTimeoutMs: positive(options.hardTimeoutMs ?? defaults.hardTimeoutMs),
  };
}

/** The longest time that can be calculated with and stored, in seconds: about 35 000 years. */
const MAX_SECONDS = 2 ** 40;

/** A finite number of what is given; 0 for what is less, or none at all. */
export function positive(value = 0): number {
  return value > 0 ? Math.min(value, MAX_SECONDS) : 0;
}

/**
 * What an entry is to a call that comes now. fresh: served. due: served, and to be renewed. stale:
 * has expired, but is served, and to be renewed. expired: a load has to be waited for.
 */
export type Freshness = 'fresh' | 'due' | 'stale' | 'expired';

export function freshnessOf(entry: Entry, terms: Terms, nowMs: number): Freshness {
  if (nowMs < entry.refreshAtMs) return 'fresh';
  if (nowMs < entry.expiresAtMs) return 'due';
  if (nowMs < entry.expiresAtMs + terms.revalidateMs) return 'stale';
  return isQuiet(entry, nowMs) && mayStandIn(entry, terms, nowMs) ? 'stale' : 'expired';
}

/** Whether the entry may be served because its load has failed or takes too long. */
export function mayStandIn(entry: Entry, { ifErrorMs }: Terms, nowMs: number): boolean {
  return nowMs < entry.expiresAtMs + ifErrorMs;
}

/** Whether a load has failed so short a time ago that the next one is not tried yet. */
export function isQuiet(entry: Entry, nowMs: number): boolean {
  return nowMs < entry.retryAtMs;
}
