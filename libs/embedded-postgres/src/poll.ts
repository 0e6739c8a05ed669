import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 15;

/** Asks `condition` again and again; false when it did not hold within `timeoutMs`. */
export async function pollUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() >= end) return false;
    await delay(INTERVAL_MS);
  }
  return true;
}
