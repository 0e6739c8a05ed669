import {
  AsyncVariable,
  type CallerWaits,
  type Deadline,
  type ReadConsistency,
} from '@strata/database';
import type { TraceContext } from './trace-context';

/** How the cache took part in a request: every look-up a hit, at least one miss, bypassed, or not asked. */
export type CacheOutcome = 'hit' | 'miss' | 'bypass' | 'none';

/** What the code below HTTP may know of the request it works for. */
export interface RequestScope {
  /** The request's id, as answered in `X-Request-Id`. */
  readonly requestId: string;
  /** The trace that it belongs to; may be read from the request only when asked for. */
  readonly trace?: TraceContext;
  /** True when the caller asked for fresh data with `Cache-Control: no-cache`. */
  readonly bypassCache: boolean;
  /** The route's pattern, e.g. `/api/users/:id`; absent where there is none. */
  readonly route?: string;
  /** How long somebody waits for the answer; absent: no limit. */
  readonly deadline?: Deadline;
  /** Written by the cache's event subscriber, read by the request log. */
  cacheOutcome: CacheOutcome;
  /** What it has waited for; undefined until the database is asked, or where nobody wants to know. */
  waits?: CallerWaits;
  /** What the reads of the request must show; undefined: any committed state. */
  consistency?: ReadConsistency;
  /** How far invalidations must have been applied before a cached answer is given; undefined: any. */
  minimumCachePosition?: { readonly epoch: string; readonly sequence: number };
}

const current = new AsyncVariable<RequestScope>();

/** The scope of the request that the current asynchronous call chain belongs to. */
export const RequestContext = {
  /** Runs `work`, and everything it starts, within `scope`. */
  run<T>(scope: RequestScope, work: () => T): T {
    return current.run(scope, work);
  },

  /** The scope in force; undefined outside a request (start-up, commands, background work). */
  current(): RequestScope | undefined {
    return current.get();
  },
} as const;
