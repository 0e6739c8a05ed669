import type { Entry } from '../stores/entry';

/** One entry as a tier holds it, without its value. */
export interface InspectedEntry {
  readonly tier: 'memory' | 'redis';
  readonly ageSeconds: number;
  /** Negative when it has expired and is kept to be served as stale. */
  readonly ttlSeconds: number;
  readonly tags: readonly string[];
  /** Estimated size of its value. */
  readonly bytes: number;
}

/** What there is to tell of an entry. */
export function inspected(entry: Entry, tier: InspectedEntry['tier'], now: number): InspectedEntry {
  return {
    tier,
    ageSeconds: (now - entry.madeAtMs) / 1_000,
    ttlSeconds: (entry.expiresAtMs - now) / 1_000,
    tags: entry.tags,
    bytes: entry.bytes,
  };
}
