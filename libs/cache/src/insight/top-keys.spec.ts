import { TopKeys } from './top-keys';

describe('the keys that are asked for most', () => {
  it('are found among many more keys than there are counters', () => {
    const top = new TopKeys(10);
    for (let round = 0; round < 1_000; round++) {
      top.add('hot', 3);
      top.add('warm', 2);
      top.add(`rare:${String(round)}`, 1);
    }
    const [first, second] = top.top(2);
    expect([first?.key, second?.key]).toEqual(['hot', 'warm']);
    expect(first?.count).toBeGreaterThanOrEqual(3_000);
    expect((first?.count ?? 0) - (first?.error ?? 0)).toBeLessThanOrEqual(3_000);
  });

  it('are counted too high by no more than one in so many look-ups as there are counters', () => {
    const top = new TopKeys(10);
    let lookups = 0;
    for (let round = 0; round < 2_000; round++) {
      const weight = round % 7 === 0 ? 64 : 1;
      top.add(`key:${String((round * round) % 97)}`, weight);
      lookups += weight;
      const worst = Math.max(...top.top(10).map(({ error }) => error));
      expect(worst).toBeLessThanOrEqual(lookups / 10);
    }
  });

  it('take no more room than was given', () => {
    const top = new TopKeys(5);
    for (let key = 0; key < 100; key++) top.add(String(key), 1);
    expect(top.top(100)).toHaveLength(5);
  });
});
