import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../deadline';
import { DeadlineExceededError, TransactionRolledBackError } from '../errors/database-errors';
import { errorCode } from '../errors/driver-error';

/** Serialization failure and deadlock: the server undid everything because others got in the way. */
const CONFLICTS = new Set(['40001', '40P01']);

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1000;

/**
 * Runs `attempt` until it is not undone by a conflict, at most `retries` times more, with pauses at random
 * up to a bound that doubles ("full jitter", aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter).
 * @throws TransactionRolledBackError when the last attempt conflicts, too; DeadlineExceededError.
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  retries: number,
  deadline: Deadline | undefined,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (failures >= retries) throw conflict(error);
    }
    await pause(failures, deadline);
  }
}

function isConflict(error: unknown): boolean {
  const code = errorCode(error);
  return code !== undefined && CONFLICTS.has(code);
}

function conflict(error: unknown): TransactionRolledBackError {
  const code = errorCode(error) ?? '';
  return new TransactionRolledBackError(
    `The transaction was rolled back, because others changed the same data (${code}).`,
  );
}

async function pause(failures: number, deadline: Deadline | undefined): Promise<void> {
  const longestMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
  try {
    await sleep(Math.random() * longestMs, undefined, { signal: deadline?.signal });
  } catch {
    throw new DeadlineExceededError();
  }
}
