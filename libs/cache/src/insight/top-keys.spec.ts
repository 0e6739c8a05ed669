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

  it('take no more room than was given', () => {
    const top = new TopKeys(5);
    for (let key = 0; key < 100; key++) top.add(String(key), 1);
    expect(top.top(100)).toHaveLength(5);
  });
});
