import { getHeapSpaceStatistics, type HeapSpaceInfo } from 'node:v8';
import type { MetricSource } from '../metric-source';

const SPACE_NAME = 'v8js_heap_space_name';

/** The memory of the process, and that of V8 by heap space. */
export function memorySources(): MetricSource[] {
  return [
    {
      name: 'process_memory_usage_bytes',
      help: 'Physical memory in use.',
      type: 'gauge',
      collect: () => [{ value: process.memoryUsage.rss() }],
    },
    heapSpace('used', 'Memory in use.', (space) => space.space_used_size),
    heapSpace('space_size', 'Memory allocated in advance.', (space) => space.space_size),
    heapSpace('space_available_size', 'Memory left.', (space) => space.space_available_size),
    heapSpace('space_physical_size', 'Memory committed.', (space) => space.physical_space_size),
  ];
}

function heapSpace(
  name: string,
  help: string,
  read: (space: HeapSpaceInfo) => number,
): MetricSource {
  return {
    name: `v8js_memory_heap_${name}_bytes`,
    help: `${help} By heap space.`,
    type: 'gauge',
    labelNames: [SPACE_NAME],
    collect: () =>
      getHeapSpaceStatistics().map((space) => ({
        labels: { [SPACE_NAME]: space.space_name },
        value: read(space),
      })),
  };
}
