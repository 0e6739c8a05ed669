import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CacheOptions } from '@strata/cache';

const ROOT = join(__dirname, '../../..');

/** A process that looks keys up in its own cache. */
export class AnsweringProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string, undefined>;

  constructor(options: CacheOptions) {
    const hook = join(ROOT, 'test/support/typescript-hook.js');
    const script = join(__dirname, 'answering-process.ts');
    const child = spawn(process.execPath, ['-r', hook, script, JSON.stringify(options)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    this.#lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  }

  /** The printed form of what it finds; null when it finds nothing. */
  async find(key: string): Promise<unknown> {
    this.#child.stdin?.write(`${key}\n`);
    const { value } = await this.#lines.next();
    return JSON.parse(String(value)) as unknown;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(): Promise<void> {
    this.#child.stdin?.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}
