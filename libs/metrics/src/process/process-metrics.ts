import type { MetricsRegistry } from '../metrics-registry';
import { cpuTimeSource } from './cpu-time';
import { eventLoopTimeSource, eventLoopUtilizationSource } from './event-loop';
import { registerEventLoopDelay } from './event-loop-delay';
import { recordGcDurations } from './gc-durations';
import { memorySources } from './memory';

/** The process itself, under the names of the OpenTelemetry conventions for processes, Node and V8. */
export function registerProcessMetrics(registry: MetricsRegistry): void {
  const sources = [
    eventLoopUtilizationSource(),
    eventLoopTimeSource(),
    ...memorySources(),
    cpuTimeSource(),
  ];
  for (const source of sources) registry.register(source);
  registerEventLoopDelay(registry);
  recordGcDurations(registry);
}
