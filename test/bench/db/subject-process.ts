import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { Measurement, Task } from './measurement';
import type { Answer } from './worker';

const HOOK = resolve(__dirname, '../../support/typescript-hook.js');
const STOP_TIMEOUT_MS = 10_000;
/** On top of the time that the task takes by itself. */
const ANSWER_TIMEOUT_MS = 60_000;

/** One subject in a process of its own. */
export class SubjectProcess {
  readonly name: string;
  readonly #child: ChildProcess;

  constructor(name: string, databaseUrl: string, execArgv: readonly string[] = []) {
    this.name = name;
    this.#child = fork(join(__dirname, 'worker.ts'), [name, databaseUrl], {
      execArgv: ['-r', HOOK, ...execArgv],
      env: { ...process.env, NODE_ENV: 'production' },
    });
  }

  /** @throws Error when the subject fails, or gives no answer in time. */
  async measure(task: Task): Promise<Measurement> {
    const signal = AbortSignal.timeout(task.forMs + ANSWER_TIMEOUT_MS);
    const answered = once(this.#child, 'message', { signal });
    this.#child.send(task);
    // What worker.ts sends.
    const [answer] = (await answered) as [Answer];
    if ('error' in answer) throw new Error(`${this.name}: ${answer.error}`);
    return answer.measurement;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit', { signal: AbortSignal.timeout(STOP_TIMEOUT_MS) });
    this.#child.disconnect();
    await exited.catch(() => this.#child.kill('SIGKILL'));
  }
}
