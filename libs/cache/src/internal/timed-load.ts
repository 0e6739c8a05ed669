import type { LoadContext } from '../entry-options';
import { LoadTimeoutError } from '../errors';
import type { Clock } from './clock';

/** The longest that a timer of Node can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs a load, and gives it up after the limit: its signal is aborted, and what it still gives is
 * dropped.
 *
 * @param limitMs 0: none
 * @throws LoadTimeoutError
 */
export async function timedLoad<T>(
  load: (context: LoadContext) => T | Promise<T>,
  limitMs: number,
  clock: Clock,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  if (limitMs === 0) return load({ signal, deadlineMs: Infinity });
  const deadlineMs = clock.now() + limitMs;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => {
      const error = new LoadTimeoutError(`A load took longer than ${limitMs} ms.`);
      // First: what an aborted loader throws must not come before it.
      reject(error);
      controller.abort(error);
    };
    timer = setTimeout(giveUp, Math.min(limitMs, MAX_TIMER_MS)).unref();
  });
  try {
    return await Promise.race([limit, load({ signal, deadlineMs })]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the promise has settled, either way, within the time. */
export async function settlesWithin(
  promise: Promise<unknown>,
  timeoutMs: number,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const settled = promise.then(
    () => true,
    () => true,
  );
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.min(timeoutMs, MAX_TIMER_MS)).unref();
  });
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}
