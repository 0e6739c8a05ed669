import { measure, type Measurement, type Task } from './measurement';
import type { Subject } from './operations';
import { SUBJECTS } from './subjects';

/** What the benchmark answers to its parent. */
export type Answer = { readonly measurement: Measurement } | { readonly error: string };

/** A process with one subject alone: promise hooks and compiled code of one would cost the others. */
function main([name = '', url = '']: readonly string[]): void {
  const open = SUBJECTS[name];
  if (open === undefined) throw new Error(`There is no subject ${name}.`);
  const pools = new Map<number, Promise<Subject>>();
  const run = async (task: Task): Promise<Measurement> => {
    const subject = pools.get(task.connections) ?? open(url, task.connections);
    pools.set(task.connections, subject);
    return measure(await subject, task);
  };
  process.on('message', (task: Task) => {
    run(task).then(
      (measurement) => send({ measurement }),
      (error: unknown) => send({ error: String(error) }),
    );
  });
  process.on('disconnect', () => void close([...pools.values()]));
}

function send(answer: Answer): void {
  process.send?.(answer);
}

async function close(pools: readonly Promise<Subject>[]): Promise<void> {
  for (const pool of pools) await (await pool).close();
}

main(process.argv.slice(2));
