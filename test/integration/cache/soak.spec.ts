import { soak } from '../../soak/cache/soak';

describe('four processes, while Redis is killed, frozen and cut off', () => {
  it('get nothing older than promised, nothing of another user, lose no invalidation and see no error', async () => {
    const { violations, tally } = await soak({ seed: 20_261_121, forMs: 8_000, lagMs: 3_000 });
    expect(violations).toEqual([]);
    // Many more as a rule; so many, that a fault would show, on a busy machine too.
    expect(tally.reads).toBeGreaterThan(100);
    expect(tally.writes).toBeGreaterThan(10);
  });
});
