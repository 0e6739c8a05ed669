import { readFile } from 'node:fs/promises';
import { isInstalled, outputOf, type Command } from './command';

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
const TASKSET_TIMEOUT_MS = 5_000;

/**
 * Moves this process, and with it all it starts from now on, off the first core it may use, and
 * keeps that core for the servers. Without taskset, or with one core, nothing is pinned.
 */
export async function divideProcessors(): Promise<Processors> {
  const [server, ...others] = await allowedCores();
  if (server === undefined || others.length === 0) {
    return unpinned('there is no second core to be had');
  }
  if (!(await isInstalled('taskset'))) return unpinned('taskset is not installed');
  const list = others.join(',');
  await outputOf(['taskset', '--all-tasks', '--pid', '--cpu-list', list, String(process.pid)], {
    timeoutMs: TASKSET_TIMEOUT_MS,
  });
  return {
    onServerCore: (command) => ['taskset', '--cpu-list', String(server), ...command],
    loadThreads: Math.min(MAX_LOAD_THREADS, others.length),
    description: `servers on core ${String(server)}, everything else on ${list}`,
  };
}

function unpinned(reason: string): Processors {
  return {
    onServerCore: (command) => command,
    loadThreads: 1,
    description: `NOT PINNED, as ${reason}: figures and ratios are rough`,
  };
}

/** The cores that this process may run on; none where the system does not say. */
async function allowedCores(): Promise<readonly number[]> {
  if (process.platform !== 'linux') return [];
  const status = await readFile('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap(coresOfRange);
}

/** `4` or `0-3` of a list of cores. */
function coresOfRange(range: string): number[] {
  const [first = Number.NaN, last = first] = range.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}
