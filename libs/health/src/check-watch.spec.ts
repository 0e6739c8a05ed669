import { CheckWatch } from './check-watch';
import { HealthEvents, type HealthChange } from './health-events';
import type { CheckedIndicator, HealthState } from './health-indicator';
import { healthTimings } from './health-options';

const TIMINGS = healthTimings({ intervalMs: 1_000, timeoutMs: 500, maxAgeMs: 4_000 });
const UP: HealthState = { status: 'up' };

type Check = CheckedIndicator['check'];

function watchOf(check: Check, extra: Partial<CheckedIndicator> = {}) {
  const events = new HealthEvents();
  const changes: HealthChange[] = [];
  events.on('change', (change) => changes.push(change));
  const watch = new CheckWatch({ name: 'store', critical: true, check, ...extra }, TIMINGS, events);
  return { watch, changes };
}

/** A check whose promise is kept until the test settles it. */
function heldCheck() {
  const calls: { signal: AbortSignal; resolve: (state: HealthState) => void }[] = [];
  const check: Check = (signal) =>
    new Promise((resolve) => {
      calls.push({ signal, resolve });
    });
  return { calls, check };
}

describe('a background health check', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('reads as failed before its first result', () => {
    const { watch } = watchOf(() => Promise.resolve(UP));
    expect(watch.current().ageMs).toBe(Infinity);
    expect(watch.current().state).toEqual({ status: 'down' });
  });

  it('is repeated at its interval without anybody asking', async () => {
    const check = jest.fn<Promise<HealthState>, [AbortSignal]>(() => Promise.resolve(UP));
    const { watch } = watchOf(check);
    watch.start();
    await jest.advanceTimersByTimeAsync(3_500);
    watch.stop();
    expect(check).toHaveBeenCalledTimes(4);
    expect(watch.current().state).toEqual(UP);
  });

  it('is not asked by reading its state', async () => {
    const check = jest.fn<Promise<HealthState>, [AbortSignal]>(() => Promise.resolve(UP));
    const { watch } = watchOf(check);
    watch.start();
    await watch.firstResult;
    for (let probe = 0; probe < 1_000; probe++) watch.current();
    watch.stop();
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('reports the failed state, without the reason, when it throws', async () => {
    const { watch, changes } = watchOf(
      () => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:5432')),
      { whenFailed: { status: 'down', text: 'error: unavailable' } },
    );
    watch.start();
    await watch.firstResult;
    expect(watch.current().state).toEqual({ status: 'down', text: 'error: unavailable' });
    expect(changes).toMatchObject([{ indicator: 'store', critical: true, to: 'down' }]);
    expect(changes[0]?.error).toBeInstanceOf(Error);
    watch.stop();
  });

  it('reports the failed state when it throws before it returns a promise', async () => {
    const { watch } = watchOf(() => {
      throw new Error('not ready');
    });
    watch.start();
    await watch.firstResult;
    expect(watch.current().state.status).toBe('down');
    watch.stop();
  });

  it('fails at its time limit and aborts what it started', async () => {
    const { calls, check } = heldCheck();
    const { watch, changes } = watchOf(check);
    watch.start();
    await jest.advanceTimersByTimeAsync(500);
    expect(watch.current().ageMs).not.toBe(Infinity);
    expect(watch.current().state.status).toBe('down');
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(changes[0]?.error).toMatchObject({ code: 'HEALTH_CHECK_TIMEOUT' });
    watch.stop();
  });

  it('does not pile up checks on a dependency that never answers', async () => {
    const { calls, check } = heldCheck();
    const { watch } = watchOf(check);
    watch.start();
    await jest.advanceTimersByTimeAsync(4_000);
    expect(calls).toHaveLength(1);
    expect(watch.current().state.status).toBe('down');
    watch.stop();
  });

  it('asks again after a check that never settles has been written off', async () => {
    const { calls, check } = heldCheck();
    const { watch } = watchOf(check);
    watch.start();
    await jest.advanceTimersByTimeAsync(5_600);
    expect(calls).toHaveLength(2);
    calls[1]?.resolve(UP);
    await jest.advanceTimersByTimeAsync(0);
    expect(watch.current().state).toEqual(UP);
    watch.stop();
  });

  it('recovers by itself, and says so once', async () => {
    let healthy = false;
    const { watch, changes } = watchOf(() =>
      healthy ? Promise.resolve(UP) : Promise.reject(new Error('down')),
    );
    watch.start();
    await jest.advanceTimersByTimeAsync(3_000);
    healthy = true;
    await jest.advanceTimersByTimeAsync(3_000);
    watch.stop();
    expect(changes.map(({ from, to }) => [from, to])).toEqual([
      [undefined, 'down'],
      ['down', 'up'],
    ]);
  });

  it('reads as failed once its result is older than the limit', async () => {
    const { watch } = watchOf(() => Promise.resolve(UP));
    watch.start();
    await watch.firstResult;
    watch.stop();
    await jest.advanceTimersByTimeAsync(4_000);
    expect(watch.current().state).toEqual(UP);
    await jest.advanceTimersByTimeAsync(1);
    expect(watch.current().state.status).toBe('down');
  });

  it('aborts a running check and starts no other when it is stopped', async () => {
    const { calls, check } = heldCheck();
    const { watch, changes } = watchOf(check);
    watch.start();
    await jest.advanceTimersByTimeAsync(0);
    watch.stop();
    expect(calls[0]?.signal.aborted).toBe(true);
    await watch.firstResult;
    calls[0]?.resolve(UP);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(calls).toHaveLength(1);
    expect(changes).toEqual([]);
  });

  it('is refused when its results would always be too old', () => {
    expect(() => watchOf(() => Promise.resolve(UP), { intervalMs: 3_600 })).toThrow(RangeError);
  });
});
