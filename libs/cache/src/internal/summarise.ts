import type { CacheStats } from '../cache-stats';
import type { NamespaceCounters, Statistics } from './statistics';

type Totals = Pick<
  CacheStats,
  'hits' | 'misses' | 'totalRequests' | 'hitRatePercent' | 'namespaces'
> & { readonly memoryHits: number; readonly redisHits: number };

/** Adds up the namespaces. */
export function summarise(statistics: Statistics): Totals {
  const counters = statistics.namespaces();
  const memoryHits = sum(counters, (each) => each.memoryHits);
  const redisHits = sum(counters, (each) => each.redisHits);
  const misses = sum(counters, (each) => each.misses);
  const hits = memoryHits + redisHits;
  const totalRequests = hits + misses;
  const hitRatePercent = totalRequests === 0 ? 0 : Math.round((hits / totalRequests) * 1e4) / 100;
  const namespaces = Object.fromEntries(
    counters.map((each) => [
      each.namespace,
      { hits: each.memoryHits + each.redisHits, misses: each.misses },
    ]),
  );
  return { hits, misses, totalRequests, hitRatePercent, namespaces, memoryHits, redisHits };
}

function sum(
  counters: readonly NamespaceCounters[],
  figure: (each: NamespaceCounters) => number,
): number {
  return counters.reduce((total, each) => total + figure(each), 0);
}
