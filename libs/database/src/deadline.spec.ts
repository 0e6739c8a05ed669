import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Deadlines } from './deadline';

/** Has everything collected that nothing holds. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  // Evaluated code is typed as any.
  const collect = runInNewContext('gc') as () => void;
  collect();
}

describe('Work that is given a time of its own within a request', () => {
  const request = new AbortController();
  const deadlines = new Deadlines(() => ({
    expiresAtMs: performance.now() + 60_000,
    signal: request.signal,
  }));

  /** Settles when the time of the work is over. */
  const over = (timeoutMs: number): Promise<unknown> =>
    deadlines.within(
      timeoutMs,
      () => new Promise((end) => deadlines.current?.signal.addEventListener('abort', end)),
    );

  it('is ended when that is over, whatever was collected meanwhile', async () => {
    const ended = over(50);
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    await expect(ended).resolves.toMatchObject({ type: 'abort' });
  });

  it('is ended with the request', async () => {
    const ended = over(50_000);
    request.abort();
    await expect(ended).resolves.toMatchObject({ type: 'abort' });
    deadlines.within(50, () => expect(deadlines.current?.signal.aborted).toBe(true));
  });
});
