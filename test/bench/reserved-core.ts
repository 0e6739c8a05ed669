import { readFile } from 'node:fs/promises';
import { isInstalled, outputOf, type Command } from './command';

/** A processor core that is kept for some programs. */
export interface ReservedCore {
  readonly core: number;
  /** The cores that everything else runs on. */
  readonly others: readonly number[];
  /** `command`, run on that core. */
  readonly on: (command: Command) => Command;
}

const TASKSET_TIMEOUT_MS = 5_000;

/**
 * Moves this process, and with it all it starts from now on, off the first core that it may use.
 * @returns where that cannot be had, why.
 */
export async function reserveCore(): Promise<ReservedCore | string> {
  const [core, ...others] = await allowedCores();
  if (core === undefined || others.length === 0) return 'there is no second core to be had';
  if (!(await isInstalled('taskset'))) return 'taskset is not installed';
  const list = others.join(',');
  await outputOf(['taskset', '--all-tasks', '--pid', '--cpu-list', list, String(process.pid)], {
    timeoutMs: TASKSET_TIMEOUT_MS,
  });
  const on = (command: Command): Command => ['taskset', '--cpu-list', String(core), ...command];
  return { core, others, on };
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
