import { performance } from 'node:perf_hooks';
import type { MetricSource } from '../metric-source';

/**
 * Share of the time since the last scrape that the event loop was busy, 0 to 1. Several scrapers shorten each
 * other's time span.
 */
export function eventLoopUtilizationSource(): MetricSource {
  let last = performance.eventLoopUtilization();
  return {
    name: 'nodejs_eventloop_utilization_ratio',
    help: 'Share of the time since the last scrape in which the event loop was busy.',
    type: 'gauge',
    collect: () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return [{ value: utilization }];
    },
  };
}

/** How long the event loop has been busy, and idle. */
export function eventLoopTimeSource(): MetricSource {
  return {
    name: 'nodejs_eventloop_time_seconds_total',
    help: 'Time that the event loop has been in each state.',
    type: 'counter',
    labelNames: ['nodejs_eventloop_state'],
    collect: () => {
      const { active, idle } = performance.eventLoopUtilization();
      return Object.entries({ active, idle }).map(([state, timeMs]) => ({
        labels: { nodejs_eventloop_state: state },
        value: timeMs / 1_000,
      }));
    },
  };
}
