import { pollUntil } from './poll';
import { systemCode } from './system-error';

const IMMEDIATE_TIMEOUT_MS = 5_000;

/** Signals a process; one that has ended meanwhile needs no signal. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

/**
 * Stops a server: fast (sessions are ended, a checkpoint is written), past `timeoutMs` immediate (no checkpoint,
 * the next start recovers), and as the last resort by killing it.
 */
export async function shutDown(
  pid: number,
  hasEnded: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  signal(pid, 'SIGINT');
  if (await pollUntil(hasEnded, timeoutMs)) return;
  signal(pid, 'SIGQUIT');
  if (await pollUntil(hasEnded, IMMEDIATE_TIMEOUT_MS)) return;
  signal(pid, 'SIGKILL');
  if (await pollUntil(hasEnded, IMMEDIATE_TIMEOUT_MS)) return;
  throw new Error(`process ${pid} does not end`);
}
