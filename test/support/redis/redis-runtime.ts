import type { ChildProcess } from 'node:child_process';

/** What one Redis server is started with. */
export interface RedisRun {
  readonly port: number;
  /** Folder for its files, inside the folder of the test run. */
  readonly folder: string;
  /** `redis-server` options, without port and folder. */
  readonly settings: readonly string[];
  /** A file of settings, read before these; a sentinel cannot do without. */
  readonly configFile?: string | undefined;
}

/** A program with its arguments. */
export interface RedisCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A way to run Redis: in the foreground, as a child of the caller that ends when the server ends. */
export interface RedisRuntime {
  command(run: RedisRun): RedisCommand;
  /** Passes a signal on to the server itself. */
  signal(run: RedisRun, child: ChildProcess, signal: NodeJS.Signals): Promise<void>;
}
