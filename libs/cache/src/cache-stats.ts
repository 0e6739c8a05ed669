import type { RedisState } from './events/cache-events';
import type { DurationSummary } from './insight/durations';
import type { BreakerState } from './internal/circuit-breaker';

/** Figures of one namespace since the start of the process. */
export interface NamespaceStats {
  /** Look-ups answered by a tier. */
  readonly hits: number;
  readonly memoryHits: number;
  readonly redisHits: number;
  /** Look-ups that no tier could answer. */
  readonly misses: number;
  /** Calls that got an entry which had expired. */
  readonly stale: number;
  /** Calls that joined another call's load. */
  readonly collapsed: number;
  readonly bypassed: number;
  readonly loads: number;
  readonly loadFailures: number;
  /** Loads in the background that renewed an entry, or should have. */
  readonly refreshes: number;
  readonly refreshFailures: number;
  /** Entries that had to make room in memory. */
  readonly evictions: number;
  /** Invalidations by this process that named it or a key of it. Under `*`: by tag, or of everything. */
  readonly invalidations: number;
  /** Time that hits have spared loaders, about: each counts as the mean of recent loads in this process. */
  readonly savedLoadMs: number;
  /** The same of what loads cost, in the unit that `cost` is declared in; a load that declares none costs 0. */
  readonly savedCost: number;
}

/** Figures since the start of the process: totals, by namespace, by tier. */
export interface CacheStats extends Omit<NamespaceStats, 'memoryHits' | 'redisHits'> {
  readonly enabled: boolean;
  readonly totalRequests: number;
  /** 0 to 100, two decimals; 0 before the first look-up. */
  readonly hitRatePercent: number;
  /** Values that were not cached because they are larger than `maxEntryBytes`. */
  readonly oversized: number;
  readonly errors: number;
  readonly memory: {
    readonly hits: number;
    readonly entries: number;
    /** Estimated. */
    readonly bytes: number;
    readonly maxEntries: number;
    readonly maxBytes: number;
    readonly evictions: number;
    /** Of one in 64 look-ups that hit. */
    readonly latency: DurationSummary;
  };
  readonly redis: {
    readonly state: RedisState;
    readonly hits: number;
    readonly breaker: BreakerState;
    /** Whether loads are shared with other processes now; false when `leaseMs` is 0. */
    readonly sharedLoads: boolean;
    /** Of look-ups that it answered, whether it had the entry or not. */
    readonly latency: DurationSummary;
  };
  /** How long loaders took, failures included. */
  readonly loadLatency: DurationSummary;
  /** 256 namespaces; further ones are counted as `other`. */
  readonly namespaces: Readonly<Record<string, NamespaceStats>>;
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
    /**
     * From an invalidation in another process until it was applied here, by the wall clocks of the two machines:
     * off by as much as they differ, and never below 0.
     */
    readonly lag: DurationSummary;
  };
}
