import { loadDemoData } from '../../../apps/api/src/demo-data';
import { Domain } from '../users/domain';

const CUSTOMER = '5971333382399';

describe('the demonstration data', () => {
  let domain: Domain;
  beforeAll(async () => {
    domain = await Domain.start();
  });
  afterAll(() => domain.stop());
  beforeEach(() => domain.clear());

  const load = (now: string) => {
    domain.clock.set(now);
    return loadDemoData(domain.app, domain.clock.now());
  };

  it.each([
    ['in the morning', '2026-01-15T08:00:00.000Z'],
    ['just after midnight in Prague', '2026-01-14T23:00:00.000Z'],
    ['just before midnight in Prague', '2026-01-15T22:59:59.999Z'],
    ['on the day of 23 hours', '2025-03-30T01:30:00.000Z'],
    ['after the day of 25 hours', '2025-10-27T00:30:00.000Z'],
  ])('show the same streaks when loaded %s', async (_when, now) => {
    await load(now);
    const streaksOf = async (userId: string) => {
      const summary = await domain.stats.summary(userId);
      return [summary.currentStreakDays, summary.longestStreakDays, summary.last30Days.activeDays];
    };
    expect(await streaksOf(CUSTOMER)).toEqual([12, 12, 25]);
    expect(await streaksOf('demo-ada')).toEqual([5, 22, 27]);
    expect(await streaksOf('demo-keiko')).toEqual([0, 14, 14]);
    expect(await streaksOf('demo-guest')).toEqual([0, 0, 0]);
  });

  it('leave a user that exists as it is', async () => {
    await load('2026-01-15T08:00:00.000Z');
    await domain.users.update(CUSTOMER, { displayName: 'Changed' });
    await domain.users.delete('demo-guest');
    await load('2026-01-17T08:00:00.000Z');
    expect((await domain.users.get(CUSTOMER)).displayName).toBe('Changed');
    expect((await domain.stats.summary(CUSTOMER)).currentStreakDays).toBe(0);
    expect((await domain.users.get('demo-guest')).displayName).toBe('Guest');
  });
});
