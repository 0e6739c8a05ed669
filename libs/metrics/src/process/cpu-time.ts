import type { MetricSource } from '../metric-source';

const MICROSECONDS = 1e6;

/** The processor time of the process, in its own code and in the system's. */
export function cpuTimeSource(): MetricSource {
  return {
    name: 'process_cpu_time_seconds_total',
    help: 'Processor time by mode.',
    type: 'counter',
    labelNames: ['cpu_mode'],
    collect: () =>
      Object.entries(process.cpuUsage()).map(([mode, time]: [string, number]) => ({
        labels: { cpu_mode: mode },
        value: time / MICROSECONDS,
      })),
  };
}
