import { arrivals, type Phase } from '../../load/generator/arrivals';
import { Random } from '../../support/random';

const PHASES: readonly Phase[] = [
  { name: 'calm', seconds: 100, perSecond: 20 },
  { name: 'spike', seconds: 50, perSecond: 100 },
];

const draw = (seed: number) => [...arrivals(PHASES, new Random(seed))];

describe('the arrivals of the load generator', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('come in order, and as many in each phase as its rate says', () => {
    const times = draw(1);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const calm = times.filter((atMs) => atMs < 100_000).length;
    // Four standard deviations of a Poisson count.
    expect(Math.abs(calm - 2_000)).toBeLessThan(180);
    expect(Math.abs(times.length - calm - 5_000)).toBeLessThan(283);
  });

  it('are a Poisson process: gaps as uneven as chance makes them', () => {
    const calm = draw(1).filter((atMs) => atMs < 100_000);
    const gaps = calm.slice(1).map((atMs, index) => atMs - (calm[index] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(Math.sqrt(variance) / mean).toBeGreaterThan(0.9);
    expect(Math.sqrt(variance) / mean).toBeLessThan(1.1);
  });
});
