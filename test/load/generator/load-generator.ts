import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { Command } from '../../bench/command';
import type { Drive, Told } from './messages';
import type { Second } from './tally';

const HOOK = resolve(__dirname, '../../support/typescript-hook.js');
const PROGRAM = join(__dirname, 'generator-process.ts');
const START_TIMEOUT_MS = 60_000;
/** Beyond the last arrival: as long as a request may take, and a little more. */
const SPARE_MS = 60_000;

/** What the generator saw. */
export interface Driven {
  readonly seconds: readonly Second[];
  /** Requests that were sent twice, as the first connection was just being closed. */
  readonly repeated: number;
}

/** The load generator in a process of its own, so that it shares nobody's event loop. */
export class LoadGenerator {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @param on chooses the processor core that the process runs on. */
  static async start(on: (command: Command) => Command): Promise<LoadGenerator> {
    const [program, ...args] = on([process.execPath, '-r', HOOK, PROGRAM]);
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    await once(child, 'message', { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
    return new LoadGenerator(child);
  }

  /** @throws Error when the process ends early, or does not end in time. */
  async drive(plan: Drive): Promise<Driven> {
    const seconds: Second[] = [];
    const done = new Promise<Driven>((settle, fail) => {
      this.#child.on('message', (message) => {
        // Sent by generator-process.ts, in this shape.
        const told = message as Told;
        if (told.kind === 'second') seconds.push(told.second);
        if (told.kind === 'done') settle({ seconds, repeated: told.repeated });
      });
      this.#child.once('exit', () => {
        fail(new Error('the load generator ended early'));
      });
      AbortSignal.timeout(timeOf(plan)).addEventListener('abort', () => {
        fail(new Error('the load generator does not end'));
      });
    });
    this.#child.send(plan);
    return done;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

function timeOf({ phases }: Drive): number {
  return phases.reduce((sum, { seconds }) => sum + seconds * 1_000, SPARE_MS);
}
