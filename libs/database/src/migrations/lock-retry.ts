import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../errors/driver-error';

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1000;

export interface LockRetryOptions {
  /** Attempts in all. */
  readonly attempts: number;
}

/**
 * Repeats `work` while it fails for want of a lock. Whoever waits for a strong lock makes everybody
 * after him wait, so that each attempt is short, and gives way before the next.
 */
export async function withLockRetry<T>(
  { attempts }: LockRetryOptions,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1, pauseMs = FIRST_PAUSE_MS; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !isLockFailure(error)) throw error;
    }
    await sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  }
}

function isLockFailure(error: unknown): boolean {
  const code = errorCode(error);
  return code === LOCK_NOT_AVAILABLE || code === DEADLOCK;
}
