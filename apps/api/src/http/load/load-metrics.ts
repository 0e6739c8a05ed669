import type { MetricSource } from '@strata/metrics';
import type { LoadShedder } from './load-shedder';

/** What {@link LoadShedder} does. */
export function loadSources(shedder: LoadShedder): MetricSource[] {
  const gauge = (name: string, help: string, read: () => number): MetricSource => ({
    name,
    help,
    type: 'gauge',
    collect: () => [{ value: read() }],
  });
  return [
    {
      name: 'load_shed_requests_total',
      help: 'Requests refused because their turn did not come in time.',
      type: 'counter',
      collect: () => [{ value: shedder.refused }],
    },
    gauge('load_running_requests', 'Requests being served.', () => shedder.running),
    gauge('load_waiting_requests', 'Requests that wait for their turn.', () => shedder.waiting),
    gauge('load_limit_requests', 'Requests served at a time, at most.', () => shedder.limit),
  ];
}
