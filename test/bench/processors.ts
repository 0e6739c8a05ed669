import type { Command } from './command';
import { reserveCore } from './reserved-core';

/** Which processor cores the servers run on, and which everything else. */
export interface Processors {
  /** `command`, run on the core of the servers where that can be had. */
  onServerCore: (command: Command) => Command;
  /** How many threads the load generator may keep busy. */
  readonly loadThreads: number;
  /** One sentence for the report. */
  readonly description: string;
}

const MAX_LOAD_THREADS = 2;

/** Keeps the first core for the servers. Without taskset, or with one core, nothing is pinned. */
export async function divideProcessors(): Promise<Processors> {
  const reserved = await reserveCore();
  if (typeof reserved === 'string') return unpinned(reserved);
  const { core, others, on } = reserved;
  return {
    onServerCore: on,
    loadThreads: Math.min(MAX_LOAD_THREADS, others.length),
    description: `servers on core ${String(core)}, everything else on ${others.join(',')}`,
  };
}

function unpinned(reason: string): Processors {
  return {
    onServerCore: (command) => command,
    loadThreads: 1,
    description: `NOT PINNED, as ${reason}: figures and ratios are rough`,
  };
}
