import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailableError } from '../errors/database-errors';

const PAUSE_MS = 250;

/** SQLSTATE classes that waiting does not cure: wrong password, no such database, and other refusals. */
const HOPELESS = /^(28|3D|42|0A|22)[0-9A-Z]{3}$/;

/**
 * Connects to the primary, again and again until it works or the time is over.
 * @throws DatabaseUnavailableError the last failure.
 */
export async function waitForPrimary(
  connect: () => Promise<void>,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      if (isHopeless(error) || performance.now() + PAUSE_MS > deadline) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function isHopeless(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError && HOPELESS.test(error.reason);
}
