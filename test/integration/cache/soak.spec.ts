import { soak } from '../../soak/cache/soak';

describe('four processes, while Redis is killed, frozen and cut off', () => {
  it('get nothing older than promised, nothing of another user, lose no invalidation and see no error', async () => {
    const { violations, tally } = await soak({ seed: 20_261_121, forMs: 8_000, lagMs: 3_000 });
    expect(violations).toEqual([]);
    expect(tally.reads).toBeGreaterThan(1_000);
    expect(tally.writes).toBeGreaterThan(50);
  });
});
