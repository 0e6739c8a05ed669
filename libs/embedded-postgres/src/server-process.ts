import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat } from 'node:fs/promises';
import type { Binaries } from './binaries';
import type { ServerSettings } from './options';
import { pollUntil } from './poll';
import { readPostmasterPid } from './postmaster-pid';
import { TOOL_ENVIRONMENT } from './run-tool';
import type { ServerUser } from './server-user';
import { shutDown, signal } from './shutdown';
import { unless } from './system-error';

const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** As in pg_ctl. */
const CLOCK_TOLERANCE_SECONDS = 2;

/** One run of a server program. */
export interface ServerRun {
  readonly binaries: Binaries;
  readonly cluster: string;
  readonly logFile: string;
  readonly workingDirectory: string;
  readonly user: ServerUser | undefined;
  readonly port: number;
  readonly settings: ServerSettings;
}

/** What cannot be chosen: loopback by number, and no sockets in folders others can write. */
function fixedSettings(port: number): ServerSettings {
  return { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' };
}

/** The command line of a run. */
export function serverArguments(run: Pick<ServerRun, 'cluster' | 'port' | 'settings'>): string[] {
  const settings = { ...run.settings, ...fixedSettings(run.port) };
  const pairs = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', run.cluster, ...pairs];
}

async function logSize(file: string): Promise<number> {
  const size = (await unless(['ENOENT'], stat(file)))?.size ?? 0;
  if (size < MAX_LOG_BYTES) return size;
  await rename(file, `${file}.old`);
  return 0;
}

/** A server process that this process started. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #run: ServerRun;
  readonly #logStart: number;
  readonly #startedAtSeconds = Date.now() / 1000;
  readonly #onExit = () => {
    if (this.#pid !== undefined) signal(this.#pid, 'SIGINT');
  };

  private constructor(child: ChildProcess, run: ServerRun, logStart: number) {
    this.#child = child;
    this.#run = run;
    this.#logStart = logStart;
    // Best effort for a caller that ends without stopping the server; after SIGKILL the next start does it.
    process.once('exit', this.#onExit);
    child.once('exit', () => process.off('exit', this.#onExit));
    child.unref();
  }

  /** Starts the program in a session of its own: Ctrl-C reaches the caller alone, who stops the server last. */
  static async spawn(run: ServerRun): Promise<ServerProcess> {
    const logStart = await logSize(run.logFile);
    const log = await open(run.logFile, 'a', 0o600);
    try {
      const child = spawn(run.binaries.postgres, serverArguments(run), {
        cwd: run.workingDirectory,
        env: TOOL_ENVIRONMENT,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        ...run.user,
      });
      await once(child, 'spawn');
      return new ServerProcess(child, run, logStart);
    } finally {
      await log.close();
    }
  }

  get #pid(): number | undefined {
    return this.#child.pid;
  }

  /** True once the process has ended, for whatever reason. */
  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** True when connections are accepted; false when the process ended first, or the time is over. */
  async waitUntilReady(timeoutMs: number): Promise<boolean> {
    await pollUntil(async () => this.hasEnded || (await this.#isReady()), timeoutMs);
    return !this.hasEnded && (await this.#isReady());
  }

  /** A container gives out the same ids at every start, so the file of a killed server may bear ours. */
  async #isReady(): Promise<boolean> {
    const file = await readPostmasterPid(this.#run.cluster);
    if (!file?.ready || file.pid !== this.#pid) return false;
    return file.startedAtSeconds >= this.#startedAtSeconds - CLOCK_TOLERANCE_SECONDS;
  }

  /** What the server has logged since this start. */
  async log(): Promise<string> {
    return (await readFile(this.#run.logFile)).subarray(this.#logStart).toString('utf8').trim();
  }

  /** Stops the process cleanly, or after `timeoutMs` at once. */
  async stop(timeoutMs: number): Promise<void> {
    if (this.hasEnded || this.#pid === undefined) return;
    await shutDown(this.#pid, () => this.hasEnded, timeoutMs);
  }
}
