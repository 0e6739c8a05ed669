import type { RedisState } from './events/cache-events';
import type { BreakerState } from './internal/circuit-breaker';

/** Figures since the start of the process. */
export interface CacheStats {
  readonly enabled: boolean;
  /** Look-ups answered by a tier. */
  readonly hits: number;
  /** Look-ups that no tier could answer. */
  readonly misses: number;
  readonly totalRequests: number;
  /** 0 to 100, two decimals; 0 before the first look-up. */
  readonly hitRatePercent: number;
  readonly loads: number;
  readonly loadFailures: number;
  /** Values that were not cached because they are larger than `maxEntryBytes`. */
  readonly oversized: number;
  /** Calls that joined another call's load. */
  readonly collapsed: number;
  readonly bypassed: number;
  /** Calls that got an entry which had expired. */
  readonly stale: number;
  /** Loads in the background that renewed an entry, or should have. */
  readonly refreshes: number;
  readonly refreshFailures: number;
  readonly errors: number;
  readonly invalidations: number;
  readonly memory: {
    readonly hits: number;
    readonly entries: number;
    /** Estimated. */
    readonly bytes: number;
    readonly maxEntries: number;
    readonly maxBytes: number;
    readonly evictions: number;
  };
  readonly redis: {
    readonly state: RedisState;
    readonly hits: number;
    readonly breaker: BreakerState;
    /** Whether loads are shared with other processes now; false when `leaseMs` is 0. */
    readonly sharedLoads: boolean;
  };
  readonly namespaces: Readonly<Record<string, { readonly hits: number; readonly misses: number }>>;
  readonly coherence: {
    /** `shared`: in step with other processes through Redis. */
    readonly scope: 'process' | 'shared';
    readonly epoch: string | undefined;
    /** Records of the shared log applied here. */
    readonly applied: number;
    /** Whether entries may be served now; always true for scope `process`. */
    readonly trusted: boolean;
    /** Names whose invalidation still waits for Redis. */
    readonly pending: number;
  };
}
