import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServerUser } from './server-user';
import { messageOf } from './system-error';

const execute = promisify(execFile);

/** One run of a PostgreSQL tool. */
export interface ToolRun {
  readonly command: string;
  readonly args: readonly string[];
  /** Must be reachable for the user of the run. */
  readonly cwd: string;
  readonly user: ServerUser | undefined;
  readonly timeoutMs: number;
}

/** The whole environment of server and tools: what the caller's says (PGDATA, LD_LIBRARY_PATH, LC_ALL) must not leak in. */
export const TOOL_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as const;

/** Runs a tool to its end and answers what it printed. Rejects with its complaint, or when the time is over. */
export async function runTool(run: ToolRun): Promise<string> {
  const { stdout } = await execute(run.command, run.args, {
    cwd: run.cwd,
    env: TOOL_ENVIRONMENT,
    timeout: run.timeoutMs,
    killSignal: 'SIGKILL',
    ...run.user,
  });
  return stdout;
}

/** What a failed tool said, or else why it could not run. */
export function complaintOf(error: unknown): string {
  const hasOutput = typeof error === 'object' && error !== null && 'stderr' in error;
  const said = hasOutput && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  return said === '' ? messageOf(error) : said;
}
