import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { CacheOptions } from '@strata/cache';
import { eventually } from '../../support/eventually';
import type { LoadingMessage, LoadingOutcome, LoadingTask } from './loading-messages';

const HOOK = join(__dirname, '..', '..', 'support', 'typescript-hook.js');

/** Another process with a cache of its own. */
export class LoadingProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #messages: LoadingMessage[] = [];
  #tasks = 0;

  private constructor(options: CacheOptions) {
    const args = ['-r', HOOK, join(__dirname, 'loading-script.ts'), JSON.stringify(options)];
    const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit'];
    this.#child = spawn(process.execPath, args, { stdio });
    createInterface(this.#child.stdout).on('line', (line) =>
      this.#messages.push(JSON.parse(line) as LoadingMessage),
    );
  }

  /** Starts one; ready when it uses its Redis. */
  static async start(options: CacheOptions): Promise<LoadingProcess> {
    const started = new LoadingProcess(options);
    await started.#heard((message) => message.kind === 'ready' || undefined);
    return started;
  }

  /** Asks for values; fails when one of the callers gets an error. */
  async run(task: Omit<LoadingTask, 'id'>): Promise<LoadingOutcome> {
    const id = this.begin(task);
    const ended = await this.#heard((message) =>
      'id' in message && message.id === id ? message : undefined,
    );
    if (ended.kind === 'failed') throw new Error(ended.message);
    return ended.outcome;
  }

  /** As {@link run}, without looking at what comes of it. */
  begin(task: Omit<LoadingTask, 'id'>): number {
    const id = ++this.#tasks;
    this.#child.stdin.write(`${JSON.stringify({ ...task, id })}\n`);
    return id;
  }

  /** Resolves once it loads this key. */
  async loads(key: string): Promise<void> {
    await this.#heard(
      (message) => (message.kind === 'loading' && message.keys.includes(key)) || undefined,
    );
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  #heard<T>(find: (message: LoadingMessage) => T | undefined): Promise<T> {
    const look = (): T => {
      for (const message of this.#messages) {
        const found = find(message);
        if (found !== undefined) return found;
      }
      throw new Error('nothing of that kind was heard');
    };
    return eventually(look, { timeoutMs: 120_000, intervalMs: 5 });
  }
}
