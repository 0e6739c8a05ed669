import type { DatabaseEvents } from '../database-events';
import { settlesWithin } from '../settle-within';
import type { AfterCommitHook } from './transaction-scope';

/**
 * Runs the hooks of a committed transaction in the order in which they were given. One that fails, or
 * is not done in time, is reported as an event: the transaction stands, and the other hooks still run.
 */
export async function runAfterCommit(
  hooks: readonly AfterCommitHook[],
  timeoutMs: number,
  events: DatabaseEvents,
): Promise<void> {
  const report = (error: unknown): boolean => events.emit('after_commit_failed', { error });
  for (const hook of hooks) {
    const running = invoke(hook).catch(report);
    if (await settlesWithin(running, timeoutMs)) continue;
    report(new Error(`An after-commit hook took longer than ${timeoutMs} ms.`));
  }
}

async function invoke(hook: AfterCommitHook): Promise<void> {
  await hook();
}
