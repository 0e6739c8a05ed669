import { rm } from 'node:fs/promises';
import { pidFileOf, readPostmasterPid } from './postmaster-pid';
import { isServerOf, processIdentity } from './process-identity';
import { shutDown } from './shutdown';

/**
 * Stops the server that a killed process left running on `cluster`; what it had acknowledged stays. A file that
 * names a foreign process with a reused id is removed, for the server would take that process for its like. The
 * file of a dead process is left to the server, which checks that no session of it survives.
 */
export async function stopLeftoverServer(cluster: string, timeoutMs: number): Promise<void> {
  const pid = (await readPostmasterPid(cluster))?.pid;
  if (pid === undefined) return;
  const hasEnded = async () => !(await isServerOf(pid, cluster));
  if (!(await hasEnded())) await shutDown(pid, hasEnded, timeoutMs);
  else if ((await processIdentity(pid)) !== undefined)
    await rm(pidFileOf(cluster), { force: true });
}
