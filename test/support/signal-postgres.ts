import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Sends a signal to every process of the server that runs on the cluster in `folder`. */
export async function signalPostgres(folder: string, signal: NodeJS.Signals): Promise<void> {
  const [pid] = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n');
  const postmaster = Number(pid);
  for (const each of [postmaster, ...(await childrenOf(postmaster))]) send(each, signal);
}

async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const processes = stdout.trim().split('\n');
  return processes.flatMap((line) => {
    const [pid = NaN, ppid] = line.trim().split(/\s+/).map(Number);
    return ppid === parent ? [pid] : [];
  });
}

/** A child may have ended since it was listed. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Not `instanceof Error`: Node's own errors are of another realm in a test.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
