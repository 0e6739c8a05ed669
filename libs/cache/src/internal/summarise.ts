import type { CacheStats, NamespaceStats } from '../cache-stats';
import { NamespaceCounters } from './namespace-counters';
import type { Statistics } from './statistics';

type Totals = Omit<NamespaceStats, 'invalidations'> &
  Pick<CacheStats, 'totalRequests' | 'hitRatePercent' | 'namespaces'>;

/** Adds up the namespaces. */
export function summarise(statistics: Statistics): Totals {
  const namespaces = Object.fromEntries(
    statistics.namespaces().map((counters) => [counters.namespace, statsOf(counters)]),
  );
  // One invalidation can name several namespaces.
  const { invalidations: _named, ...totals } = sum(Object.values(namespaces));
  const totalRequests = totals.hits + totals.misses;
  const rate = totalRequests === 0 ? 0 : totals.hits / totalRequests;
  return { ...totals, totalRequests, hitRatePercent: Math.round(rate * 1e4) / 100, namespaces };
}

function statsOf(counters: NamespaceCounters): NamespaceStats {
  const { loadMs: savedLoadMs, cost: savedCost } = counters.saved;
  return {
    hits: counters.hits,
    memoryHits: counters.memoryHits,
    redisHits: counters.redisHits,
    misses: counters.misses,
    stale: counters.stale,
    collapsed: counters.collapsed,
    bypassed: counters.bypassed,
    loads: counters.loads,
    loadFailures: counters.loadFailures,
    refreshes: counters.refreshes,
    refreshFailures: counters.refreshFailures,
    evictions: counters.evictions,
    invalidations: counters.invalidations,
    savedLoadMs,
    savedCost,
  };
}

function sum(all: readonly NamespaceStats[]): NamespaceStats {
  const totals: Record<keyof NamespaceStats, number> = statsOf(new NamespaceCounters(''));
  // Nothing else is in it.
  const names = Object.keys(totals) as (keyof NamespaceStats)[];
  for (const each of all) for (const name of names) totals[name] += each[name];
  return totals;
}
