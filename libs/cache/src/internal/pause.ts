/**
 * Waits; ends at once when the signal is aborted. Never rejects.
 *
 * @param holds whether the process stays alive for it; by default it does not
 */
export function pause(delayMs: number, signal: AbortSignal, holds = false): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    if (!holds) timer.unref();
    signal.addEventListener('abort', done, { once: true });
  });
}
