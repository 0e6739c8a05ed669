import { openSubject } from './open-subject';
import type { Server, Subject, SubjectName } from './subject';
import { tasks } from './tasks';

/** A task for a process, by its name. */
export interface Order {
  readonly id: number;
  readonly task: keyof typeof tasks;
  readonly input: unknown;
}

export type Report =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: string };

/** A process of its own with one cache, which does what its parent tells it: `worker.ts <subject> <server>`. */
async function main(name: string, server: string): Promise<void> {
  const cache = await openSubject(name as SubjectName, JSON.parse(server) as Server);
  process.on('message', (order) => void carryOut(cache, order as Order));
  process.on('disconnect', () => process.exit());
  process.send?.({ id: 0, output: 'open' });
}

async function carryOut(cache: Subject, { id, task, input }: Order): Promise<void> {
  // The parent's types pair each task with its input.
  const run = tasks[task] as (cache: Subject, input: unknown) => Promise<unknown>;
  const report: Report = await run(cache, input).then(
    (output) => ({ id, output }),
    (error: unknown) => ({ id, error: String(error) }),
  );
  process.send?.(report);
}

if (require.main === module) void main(process.argv[2] ?? '', process.argv[3] ?? '{}');
