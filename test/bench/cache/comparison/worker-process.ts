import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../../paths';
import type { Server, SubjectName } from './subject';
import type { tasks } from './tasks';
import type { Order, Report } from './worker';

type Tasks = typeof tasks;
type Input<Name extends keyof Tasks> = Parameters<Tasks[Name]>[1];
type Output<Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

/** The cache's process has ended by itself: an uncaught exception or an unhandled rejection. */
export class WorkerCrashed extends Error {
  override readonly name = 'WorkerCrashed';
}

/** A process with one cache, driven from here. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (report: Report | undefined) => void>();
  #orders = 0;
  #ended = false;

  constructor(subject: SubjectName, server: Server) {
    this.#child = fork(join(__dirname, 'worker.ts'), [subject, JSON.stringify(server)], {
      execArgv: ['-r', join(ROOT, 'test/support/typescript-hook.js')],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // JSON has no Infinity, which is the latency of what was not answered.
      serialization: 'advanced',
    });
    this.#child.on('message', (report) => this.#reported(report as Report));
    this.#child.once('exit', () => this.#crashed());
  }

  /** Waits until the cache is open. */
  async opened(): Promise<void> {
    await this.#report(0);
  }

  /** @throws WorkerCrashed, or an error with what the task failed with */
  async run<Name extends keyof Tasks>(task: Name, input: Input<Name>): Promise<Output<Name>> {
    const id = (this.#orders += 1);
    const report = this.#report(id);
    this.#child.send({ id, task, input } satisfies Order, () => undefined);
    return (await report) as Output<Name>;
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  async #report(id: number): Promise<unknown> {
    if (this.#ended) throw new WorkerCrashed();
    const report = await new Promise<Report | undefined>((resolve) =>
      this.#waiting.set(id, resolve),
    );
    if (report === undefined) throw new WorkerCrashed();
    if ('error' in report) throw new Error(report.error);
    return report.output;
  }

  #reported(report: Report): void {
    this.#waiting.get(report.id)?.(report);
    this.#waiting.delete(report.id);
  }

  #crashed(): void {
    this.#ended = true;
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
