import { parseArgs } from 'node:util';
import type { Task } from './measurement';
import { OPERATIONS } from './operations';

/** How often and how long everything is measured. */
export interface Plan {
  readonly rounds: number;
  readonly forMs: number;
  /** Only subjects whose names hold this. */
  readonly only: string;
  /** Folder for CPU profiles of every subject. */
  readonly profile: string | undefined;
}

const CONNECTIONS = 10;

/** Callers on a pool; the last one is exhausted all the time. */
export const LOADS = [
  { callers: 1, connections: CONNECTIONS },
  { callers: 10, connections: CONNECTIONS },
  { callers: 100, connections: CONNECTIONS },
  { callers: 500, connections: 2 },
] as const;

/** Reads the command line. */
export function readPlan(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', default: '' },
      profile: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 7));
  return { rounds, forMs: values.quick ? 100 : 250, only: values.only, profile: values.profile };
}

/** Every operation under every load. */
export function tasks(forMs: number): Task[] {
  return OPERATIONS.flatMap((operation) => LOADS.map((load) => ({ operation, ...load, forMs })));
}
