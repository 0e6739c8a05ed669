import fc from 'fast-check';
import { Domain } from '../users/domain';

const DAYS = 40;
const today = Date.parse('2026-03-10T12:00:00Z');
const dateOf = (daysAgo: number) => new Date(today - daysAgo * 86_400_000);

/** Streaks counted by hand: the lengths of the runs of days, and the one that reaches today or yesterday. */
function expectedStreaks(daysAgo: ReadonlySet<number>) {
  const runFrom = (first: number) => {
    let length = 0;
    while (daysAgo.has(first + length)) length += 1;
    return length;
  };
  const runs = [...daysAgo].map(runFrom);
  return {
    currentStreakDays: daysAgo.has(0) ? runFrom(0) : runFrom(1),
    longestStreakDays: Math.max(0, ...runs),
  };
}

describe('streaks', () => {
  let domain: Domain;
  beforeAll(async () => {
    domain = await Domain.start();
  });
  afterAll(() => domain.stop());

  it('are those of any set of days, recorded in any order', async () => {
    const days = fc.uniqueArray(fc.nat(DAYS), { maxLength: DAYS });
    const holds = async (daysAgo: number[]) => {
      await domain.clear();
      domain.clock.set(new Date(today).toISOString());
      await domain.users.create({ id: 'ada', email: 'ada@example.com', displayName: 'Ada' });
      await domain.unitOfWork.transaction(async () => {
        for (const day of daysAgo) {
          const activity = { eventId: `e${day}`, type: 'lesson', occurredAt: dateOf(day) };
          await domain.activities.record('ada', activity);
        }
      });
      const summary = await domain.stats.summary('ada');
      expect(summary).toMatchObject(expectedStreaks(new Set(daysAgo)));
      expect(summary.last7Days.activeDays).toBe(daysAgo.filter((day) => day < 7).length);
      expect(summary.last30Days.activeDays).toBe(daysAgo.filter((day) => day < 30).length);
    };
    await fc.assert(fc.asyncProperty(days, holds), { numRuns: 25 });
  });
});
