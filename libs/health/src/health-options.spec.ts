import { healthTimings } from './health-options';

describe('health options', () => {
  it('fill in what is left out', () => {
    expect(healthTimings({ timeoutMs: 200, intervalMs: undefined })).toEqual({
      intervalMs: 1_000,
      timeoutMs: 200,
      maxAgeMs: 5_000,
      startupWaitMs: 2_000,
      maxEventLoopLagMs: 1_000,
    });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuse a time of %p', (intervalMs) => {
    expect(() => healthTimings({ intervalMs })).toThrow('intervalMs must be a positive number');
  });
});
