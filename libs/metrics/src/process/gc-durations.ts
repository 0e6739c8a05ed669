import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { GC_DURATION_BUCKETS } from '../duration-buckets';
import type { MetricsRegistry } from '../metrics-registry';

const TYPES: ReadonlyMap<unknown, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** Times garbage collections by type, until the application ends. */
export function recordGcDurations(registry: MetricsRegistry): void {
  const durations = registry.histogram({
    name: 'v8js_gc_duration_seconds',
    help: 'Duration of garbage collections by type.',
    labelNames: ['v8js_gc_type'],
    buckets: GC_DURATION_BUCKETS,
  });
  for (const type of TYPES.values()) durations.series(type);
  const observe = (entry: PerformanceEntry): void => {
    const type = TYPES.get(gcKindOf(entry));
    if (type !== undefined) durations.series(type).observe(entry.duration / 1_000);
  };
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(observe));
  observer.observe({ entryTypes: ['gc'] });
  registry.atEnd(() => observer.disconnect());
}

/** Node's types leave out what it documents for entries of this type: `detail.kind`. */
function gcKindOf(entry: PerformanceEntry): unknown {
  const { detail } = entry as PerformanceEntry & { readonly detail?: { readonly kind?: unknown } };
  return detail?.kind;
}
