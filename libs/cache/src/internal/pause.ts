/** Waits; ends at once when the signal is aborted. Never rejects, never keeps the process alive. */
export function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs).unref();
    signal.addEventListener('abort', done, { once: true });
  });
}
