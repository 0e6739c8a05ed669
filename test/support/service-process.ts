import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { eventually } from './eventually';

const MAIN = resolve(__dirname, '../../dist/apps/api/src/main.js');
const START_TIMEOUT_MS = 120_000;

/** The built service as a process of its own, with the given environment and nothing else. */
export class ServiceProcess {
  readonly #process: ChildProcess;
  readonly #read = new Set<Readable>();
  #output = '';

  /** @param stdout where its log goes instead of {@link output}: an open file. */
  constructor(
    environment: Record<string, string>,
    workingDirectory: string,
    stdout: number | 'pipe' = 'pipe',
  ) {
    this.#process = spawn(process.execPath, [MAIN], {
      cwd: workingDirectory,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', stdout, 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream !== null) this.#take(stream);
    }
  }

  #take(stream: Readable): void {
    stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#read.add(stream);
  }

  /** Everything it has printed so far. */
  get output(): string {
    return this.#output;
  }

  /** Where it answers, once it has said so. */
  url(): Promise<string> {
    return this.#said('url');
  }

  /** Where it answers probes besides. */
  managementUrl(): Promise<string> {
    return this.#said('management_url');
  }

  async #said(field: string): Promise<string> {
    const find = () => {
      const url = new RegExp(`"${field}":"([^"]+)"`).exec(this.#output)?.[1];
      if (url) return url;
      throw new Error(`The service has not started: ${this.#output}`);
    };
    return eventually(find, { timeoutMs: START_TIMEOUT_MS });
  }

  /** From now on nobody takes what it prints. */
  stopReading(): void {
    const { stdout } = this.#process;
    if (stdout !== null) this.#read.delete(stdout.pause());
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** How it ended, all of its output taken: its exit code, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    const signal = AbortSignal.timeout(START_TIMEOUT_MS);
    const { exitCode, signalCode } = this.#process;
    if (exitCode === null && signalCode === null) await once(this.#process, 'exit', { signal });
    await Promise.all([...this.#read].map((stream) => finished(stream, { signal })));
    return this.#process.exitCode ?? this.#process.signalCode;
  }
}
