import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from './command';

/** How to start a server. */
export interface ServerOptions {
  readonly name: string;
  readonly command: Command;
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Folder of its own inside that of this run; made here. It runs in it and leaves its output there. */
  readonly folder: string;
  /** True as soon as the server answers. */
  readonly isReady: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

const LOG_FILE = 'server.log';
/** The watchdog of the run ends the servers that have such a file, when this process could not. */
const PID_FILE = 'server.pid';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_INTERVAL_MS = 50;
const LOG_END_CHARACTERS = 2_000;

/** A running server process. */
export class ServerProcess {
  /** What it writes to standard output and standard error. */
  readonly logFile: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, logFile: string) {
    this.#child = child;
    this.logFile = logFile;
  }

  /**
   * Starts a server and waits until it is ready.
   * @throws Error with the end of its output when it is not ready within 60 s; it is stopped then.
   */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    await mkdir(options.folder, { recursive: true });
    const server = await ServerProcess.#spawn(options);
    try {
      await server.#untilReady(options);
      return server;
    } catch (cause) {
      await server.stop();
      const output = (await readFile(server.logFile, 'utf8')).slice(-LOG_END_CHARACTERS);
      throw new Error(`${options.name} did not start. Its output ends with:\n${output}`, { cause });
    }
  }

  static async #spawn({ command, env, folder }: ServerOptions): Promise<ServerProcess> {
    const [program, ...args] = command;
    const logFile = join(folder, LOG_FILE);
    const log = await open(logFile, 'a');
    try {
      const child = spawn(program, args, { env, cwd: folder, stdio: ['ignore', log.fd, log.fd] });
      await once(child, 'spawn');
      await writeFile(join(folder, PID_FILE), `${String(child.pid)}\n`);
      return new ServerProcess(child, logFile);
    } finally {
      await log.close();
    }
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('The server has no process');
    return pid;
  }

  /** Asks the server to end, and kills it when it has not ended 10 s later. */
  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    try {
      await ended;
    } finally {
      clearTimeout(timer);
    }
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #untilReady({ isReady, signal }: ServerOptions): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await isReady())) {
      if (this.#hasEnded) throw new Error('it ended');
      if (Date.now() > deadline) throw new Error('it did not answer in time');
      await delay(POLL_INTERVAL_MS, undefined, { signal });
    }
  }
}
