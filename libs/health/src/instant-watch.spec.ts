import { HealthEvents, type HealthChange } from './health-events';
import type { HealthState } from './health-indicator';
import { healthTimings } from './health-options';
import { InstantWatch } from './instant-watch';

function watchOf(read: () => HealthState | undefined) {
  const events = new HealthEvents();
  const changes: HealthChange[] = [];
  events.on('change', (change) => changes.push(change));
  const indicator = { name: 'switch', critical: false, read };
  return { watch: new InstantWatch(indicator, healthTimings(), events), changes };
}

describe('an instant health indicator', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('shows a change at the very next probe', () => {
    let state: HealthState = { status: 'up' };
    const { watch } = watchOf(() => state);
    expect(watch.current().state.status).toBe('up');
    state = { status: 'down' };
    expect(watch.current().state.status).toBe('down');
  });

  it('announces a change although nobody probes', () => {
    let state: HealthState = { status: 'up' };
    const { watch, changes } = watchOf(() => state);
    watch.start();
    state = { status: 'degraded' };
    jest.advanceTimersByTime(1_000);
    watch.stop();
    expect(changes.map(({ to }) => to)).toEqual(['up', 'degraded']);
  });

  it('reads as failed when it throws', () => {
    const { watch } = watchOf(() => {
      throw new Error('no state');
    });
    expect(watch.current().state).toEqual({ status: 'down' });
  });

  it('reads as failed, without a word, while nothing can be said yet', () => {
    const states: HealthState[] = [];
    const { watch, changes } = watchOf(() => states[0]);
    expect(watch.current()).toEqual({ state: { status: 'down' }, ageMs: Infinity });
    expect(changes).toEqual([]);
    states.push({ status: 'up' });
    expect(watch.current()).toMatchObject({ state: states[0], ageMs: 0 });
    expect(changes).toHaveLength(1);
  });

  it('announces nothing after it has been stopped', () => {
    let state: HealthState = { status: 'up' };
    const { watch, changes } = watchOf(() => state);
    watch.start();
    watch.stop();
    state = { status: 'down' };
    jest.advanceTimersByTime(5_000);
    expect(changes).toHaveLength(1);
  });
});
