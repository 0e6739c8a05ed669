import { NamespaceCounters } from './namespace-counters';

describe('what hits have spared', () => {
  it('is nothing before a load has given a value', () => {
    const counters = new NamespaceCounters('users');
    counters.redisHits = 3;
    expect(counters.saved).toEqual({ loadMs: 0, cost: 0 });
  });

  it('counts each hit as the mean of its moment, in which the latest load weighs a fifth', () => {
    const counters = new NamespaceCounters('users');
    counters.loaded({ loadMs: 100, cost: 1 });
    counters.memoryHits = 2;
    counters.redisHits = 1;
    counters.loaded({ loadMs: 200, cost: 0 });
    counters.memoryHits = 3;
    expect(counters.saved.loadMs).toBeCloseTo(3 * 100 + 120);
    expect(counters.saved.cost).toBeCloseTo(3 * 1 + 0.8);
    expect(counters.saved.loadMs).toBeCloseTo(420);
  });
});
