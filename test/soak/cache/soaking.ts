import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { CacheOptions } from '@strata/cache';
import type { History } from './history';
import type { Read, ToChild, ToParent } from './messages';
import type { Stall } from './stalls';

const HOOK = resolve(__dirname, '../../support/typescript-hook.js');
const TIMEOUT_MS = 60_000;

interface Lived {
  readonly atMs: number;
  readonly reads: readonly Read[];
}

/** What a process says at its end. */
export type Final = Extract<ToParent, { readonly kind: 'final' }>;

/** One of the soak's processes, with the part of the history that it tells. */
export class Soaking {
  readonly faults: string[] = [];
  readonly heapMegabytes: number[] = [];
  readonly opened: Promise<void>;
  readonly final: Promise<Final>;
  readonly #child: ChildProcess;
  readonly #index: number;
  readonly #history: History;
  readonly #onStall: (stall: Stall) => void;
  readonly #lived: Lived[] = [];
  #open: () => void = () => undefined;
  #end: (final: Final) => void = () => undefined;

  constructor(
    index: number,
    { options, seed }: { readonly options: CacheOptions; readonly seed: number },
    history: History,
    onStall: (stall: Stall) => void,
  ) {
    this.#index = index;
    this.#history = history;
    this.#onStall = onStall;
    this.opened = new Promise((done) => (this.#open = done));
    this.final = new Promise((done) => (this.#end = done));
    const args = [JSON.stringify(options), String(seed)];
    this.#child = fork(join(__dirname, 'soak-process.ts'), args, { execArgv: ['-r', HOOK] });
    this.#child.on('message', (message) => this.#received(message as ToParent));
    this.#child.once('exit', (code) => this.#exited(code));
  }

  weigh(): void {
    this.#send({ kind: 'weigh' });
  }

  /** Has it end its work, look at every key once more, and exit. */
  async finish(): Promise<Final> {
    this.#send({ kind: 'finish' });
    return Promise.race([this.final, this.#gone()]);
  }

  /** Judges what was read before `beforeMs`. */
  judge(beforeMs: number): void {
    for (let lived = this.#lived[0]; lived && lived.atMs < beforeMs; lived = this.#lived[0]) {
      this.#lived.shift();
      for (const read of lived.reads) this.#history.judge(read, this.#index);
    }
  }

  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #gone(): Promise<never> {
    await once(this.#child, 'exit', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    throw new Error(`process ${this.#index} ended without its last look`);
  }

  #received(message: ToParent): void {
    switch (message.kind) {
      case 'opened':
        return this.#open();
      case 'load':
        return this.#answer(message.id, this.#history.version(message.key));
      case 'write':
        return this.#answer(message.id, this.#history.written(message.key, this.#index));
      case 'lived':
        message.invalidations.forEach((each) => this.#history.told(each));
        message.stalls.forEach(this.#onStall);
        this.#lived.push({ atMs: performance.now(), reads: message.reads });
        return;
      case 'heap':
        this.heapMegabytes.push(message.megabytes);
        return;
      case 'fault':
        this.faults.push(message.message);
        return;
      case 'final':
        return this.#end(message);
    }
  }

  #answer(id: number, version: number): void {
    this.#send({ kind: 'answer', id, version });
  }

  #send(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #exited(code: number | null): void {
    if (code !== 0) this.faults.push(`process ${this.#index} ended with ${String(code)}`);
  }
}
