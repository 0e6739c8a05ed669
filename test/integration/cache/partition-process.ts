import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { CacheOptions } from '@strata/cache';
import type { Side } from '../../support/network/partition';
import type { PartitionOrder, PartitionReply } from './partition-messages';

const HOOK = join(__dirname, '..', '..', 'support', 'typescript-hook.js');

/** A process with a cache of its own, on one side of a partition. */
export class PartitionProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<number, (reply: PartitionReply) => void>();
  #orders = 0;

  constructor({ inside, url }: Side, options: CacheOptions) {
    const whole = JSON.stringify({ ...options, redis: { ...options.redis, url } });
    const script = join(__dirname, 'partition-script.ts');
    const words = [...inside, process.execPath, '-r', HOOK, script, whole];
    const [command = '', ...args] = words;
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(this.#child.stdout).on('line', (line) => {
      const reply = JSON.parse(line) as PartitionReply;
      this.#waiting.get(reply.id)?.(reply);
    });
  }

  async run(order: PartitionOrder): Promise<PartitionReply> {
    const id = ++this.#orders;
    const replied = new Promise<PartitionReply>((resolve) => this.#waiting.set(id, resolve));
    this.#child.stdin.write(`${JSON.stringify({ id, ...order })}\n`);
    const reply = await replied;
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}
