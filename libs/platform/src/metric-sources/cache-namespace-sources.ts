import type { CacheService, NamespaceStats } from '@strata/cache';
import type { MetricSource } from '@strata/metrics';

type Stats = Pick<CacheService, 'stats'>;

/** Figures of a namespace, by the value of the second label. */
type Figures = (stats: NamespaceStats) => Readonly<Record<string, number>>;

/** The cache's figures by namespace of the key; the cache bounds their number, and never tells a key. */
export function cacheNamespaceSources(cache: Stats): MetricSource[] {
  return [...lookups(cache), ...loads(cache), ...entries(cache), ...savings(cache)];
}

function lookups(cache: Stats): MetricSource[] {
  return [
    counter(cache, 'cache_lookups_total', 'Look-ups by result.', 'result', (s) => ({
      hit: s.hits,
      miss: s.misses,
    })),
    counter(cache, 'cache_tier_hits_total', 'Look-ups answered, by tier.', 'tier', (s) => ({
      memory: s.memoryHits,
      redis: s.redisHits,
    })),
    plain(cache, 'cache_stale_total', 'Calls answered by an expired entry.', (s) => s.stale),
    plain(cache, 'cache_collapsed_total', "Calls that joined another's load.", (s) => s.collapsed),
    plain(cache, 'cache_bypassed_total', 'Calls past the cache.', (s) => s.bypassed),
  ];
}

function loads(cache: Stats): MetricSource[] {
  return [
    counter(cache, 'cache_loads_total', 'Loads by result.', 'result', (s) => ({
      success: s.loads - s.loadFailures,
      failure: s.loadFailures,
    })),
    counter(cache, 'cache_refreshes_total', 'Background renewals by result.', 'result', (s) => ({
      success: s.refreshes - s.refreshFailures,
      failure: s.refreshFailures,
    })),
  ];
}

function entries(cache: Stats): MetricSource[] {
  return [
    plain(cache, 'cache_evictions_total', 'Entries dropped for room.', (s) => s.evictions),
    plain(
      cache,
      'cache_invalidations_total',
      'Invalidations that name it; `*`: by tag, or of everything.',
      (s) => s.invalidations,
    ),
  ];
}

function savings(cache: Stats): MetricSource[] {
  return [
    plain(
      cache,
      'cache_saved_seconds_total',
      'Load time that hits have spared, about.',
      (s) => s.savedLoadMs / 1_000,
    ),
    plain(
      cache,
      'cache_saved_cost_total',
      'What hits have spared in the unit that loads declare their cost in.',
      (s) => s.savedCost,
    ),
  ];
}

function plain(
  cache: Stats,
  name: string,
  help: string,
  read: (stats: NamespaceStats) => number,
): MetricSource {
  return counter(cache, name, help, undefined, (stats) => ({ '': read(stats) }));
}

/** @param label name of the second label, if there is one */
function counter(
  cache: Stats,
  name: string,
  help: string,
  label: string | undefined,
  figures: Figures,
): MetricSource {
  const samples = ([namespace, stats]: [string, NamespaceStats]) =>
    Object.entries(figures(stats)).map(([which, value]) => ({
      labels: label === undefined ? { namespace } : { namespace, [label]: which },
      value,
    }));
  return {
    name,
    help,
    type: 'counter',
    labelNames: label === undefined ? ['namespace'] : ['namespace', label],
    collect: () => Object.entries(cache.stats().namespaces).flatMap(samples),
  };
}
