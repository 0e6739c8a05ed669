import fc from 'fast-check';
import { Histogram } from '../../load/generator/histogram';

const SHARES = [0, 0.5, 0.9, 0.99, 0.999, 1];
/** 60 seconds in microseconds, and beyond. */
const values = fc.array(fc.integer({ min: 0, max: 100_000_000 }), { minLength: 1 });

function histogramOf(recorded: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of recorded) histogram.record(value);
  return histogram;
}

describe('the histogram of the load generator', () => {
  it('has percentiles that are never too low, and at most 1/64 too high', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...SHARES), (recorded, share) => {
        const sorted = [...recorded].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? NaN;
        const told = histogramOf(recorded).percentile(share);
        expect(told).toBeGreaterThanOrEqual(exact);
        expect(told).toBeLessThanOrEqual(exact * (1 + 1 / 64));
      }),
    );
  });

  it('knows the greatest value and the count exactly', () => {
    fc.assert(
      fc.property(values, (recorded) => {
        const { max, count } = histogramOf(recorded);
        expect({ max, count }).toEqual({ max: Math.max(...recorded), count: recorded.length });
      }),
    );
  });

  it('is the same in one piece as put together from parts sent as text', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const parts = [first, second].map((part) => histogramOf(part).data);
        const together = Histogram.of(JSON.parse(JSON.stringify(parts)) as typeof parts);
        const whole = histogramOf([...first, ...second]);
        for (const share of SHARES)
          expect(together.percentile(share)).toBe(whole.percentile(share));
      }),
    );
  });

  it('rounds up what lies between two numbers, and has no percentile when empty', () => {
    expect(histogramOf([0.2]).max).toBe(1);
    expect(new Histogram().percentile(0.5)).toBeUndefined();
  });
});
