import { Durations } from './durations';

describe('durations', () => {
  it('are nothing before the first', () => {
    const nothing = { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };
    expect(new Durations().summary()).toEqual(nothing);
  });

  it('tell their percentiles within a factor of two, and never beyond the longest', () => {
    const durations = new Durations();
    for (let ms = 1; ms <= 1_000; ms++) durations.add(ms);
    const { count, meanMs, p50Ms, p95Ms, p99Ms, maxMs } = durations.summary();
    expect([count, meanMs, maxMs]).toEqual([1_000, 500.5, 1_000]);
    for (const [told, exact] of [
      [p50Ms, 500],
      [p95Ms, 950],
      [p99Ms, 990],
    ] as const) {
      expect(told).toBeGreaterThanOrEqual(exact);
      expect(told).toBeLessThanOrEqual(Math.min(2 * exact, 1_000));
    }
  });

  it('take what is shorter and longer than every range', () => {
    const durations = new Durations();
    for (const ms of [0, 1e-9, 1e12]) durations.add(ms);
    expect(durations.summary()).toMatchObject({ count: 3, p50Ms: 0.001, maxMs: 1e12 });
  });
});
