import type { CacheEvents } from '@strata/cache';
import { RequestContext, type CacheOutcome } from './request-context';

/** A later one in this order replaces an earlier one: a request is a hit only when nothing else happened. */
const RANK: Readonly<Record<CacheOutcome, number>> = { none: 0, hit: 1, bypass: 2, miss: 3 };

function note(outcome: CacheOutcome): void {
  const scope = RequestContext.current();
  if (scope && RANK[outcome] > RANK[scope.cacheOutcome]) scope.cacheOutcome = outcome;
}

/** Keeps `cacheOutcome` of the request in force up to date, for as long as the events are emitted. */
export function trackCacheOutcome(events: Pick<CacheEvents, 'on'>): void {
  events.on('hit', () => {
    note('hit');
  });
  events.on('bypass', () => {
    note('bypass');
  });
  events.on('miss', () => {
    note('miss');
  });
  events.on('collapsed', () => {
    note('miss');
  });
}
