import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program with its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** How a command is run. */
export interface CommandOptions {
  readonly timeoutMs: number;
  readonly cwd?: string;
  /** The whole environment of the command; default: this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Kills the command when aborted. */
  readonly signal?: AbortSignal;
}

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * What `command` writes to its standard output.
 * @throws Error with the end of what it wrote to standard error when it fails or takes too long.
 */
export async function outputOf(command: Command, options: CommandOptions): Promise<string> {
  const [program, ...args] = command;
  const { timeoutMs, cwd, env, signal } = options;
  try {
    const { stdout } = await run(program, args, {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT_BYTES,
      cwd,
      env,
      signal,
    });
    return stdout;
  } catch (cause) {
    throw new Error(`"${program} ${args.join(' ')}" failed${errorOutput(cause)}`, { cause });
  }
}

/** True when `program` is on PATH. */
export async function isInstalled(program: string): Promise<boolean> {
  try {
    await run('which', [program]);
    return true;
  } catch {
    return false;
  }
}

function errorOutput(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr === '' ? '' : `: ${stderr.slice(-2_000)}`;
}
