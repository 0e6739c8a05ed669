import { setTimeout as delay } from 'node:timers/promises';

/** How long {@link eventually} goes on. */
export interface EventuallyOptions {
  /** Milliseconds after which the last failure counts; default 60,000: a busy machine takes its time, and whoever is quick waits for nothing. */
  readonly timeoutMs?: number;
  /** Milliseconds between two attempts; default 20. */
  readonly intervalMs?: number;
}

/** Repeats `assertion` until it passes, and answers its value; past the time it fails as the assertion last did. */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 60_000, intervalMs = 20 }: EventuallyOptions = {},
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() >= end) throw error;
    }
    await delay(intervalMs);
  }
}
