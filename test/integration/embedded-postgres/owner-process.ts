import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { eventually } from '../../support/eventually';
import type { OwnerMessage, OwnerTask } from './owner-messages';

const HOOK = join(__dirname, '..', '..', 'support', 'typescript-hook.js');
const START_TIMEOUT_MS = 120_000;

type MessageOf<K extends OwnerMessage['kind']> = Extract<OwnerMessage, { kind: K }>;

/** Another process that owns an embedded server. It is the leader of a process group, as a terminal's job is. */
export class OwnerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #messages: OwnerMessage[] = [];

  constructor(task: OwnerTask) {
    const script = join(__dirname, 'owner-script.ts');
    const args = ['-r', HOOK, script, JSON.stringify(task)];
    const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit'];
    this.#child = spawn(process.execPath, args, { detached: true, stdio });
    createInterface(this.#child.stdout).on('line', (line) =>
      this.#messages.push(JSON.parse(line) as OwnerMessage),
    );
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The first message of this kind; fails when none comes. */
  async heard<K extends OwnerMessage['kind']>(kind: K): Promise<MessageOf<K>> {
    const find = () => {
      const found = this.#messages.find((one): one is MessageOf<K> => one.kind === kind);
      if (!found) throw new Error(`not heard: ${kind}; but ${JSON.stringify(this.#messages)}`);
      return found;
    };
    return eventually(find, { timeoutMs: START_TIMEOUT_MS });
  }

  /** The first thing it says: it is ready, or refused. */
  async outcome(): Promise<OwnerMessage> {
    const first = () => {
      const message = this.#messages[0];
      if (!message) throw new Error('the owner process has said nothing');
      return message;
    };
    return eventually(first, { timeoutMs: START_TIMEOUT_MS });
  }

  /** Ids of the rows it was told are committed. */
  get acknowledged(): number[] {
    return this.#messages.flatMap((message) => (message.kind === 'acknowledged' ? message.id : []));
  }

  /** Signals the whole group, as Ctrl-C in a terminal does, and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    process.kill(-this.pid, signal);
    await once(this.#child, 'close');
  }
}
