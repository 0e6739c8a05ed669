import { Ada } from './ada';

describe('stats', () => {
  const ada = Ada.use();
  const { daily, inZone, noonOf, record, summary } = ada;

  describe('of a day', () => {
    it("are the user's today by default", async () => {
      await inZone('Pacific/Auckland');
      expect(await daily()).toEqual({
        userId: 'ada',
        date: '2026-01-16',
        timeZone: 'Pacific/Auckland',
        startsAt: new Date('2026-01-15T11:00:00.000Z'),
        endsAt: new Date('2026-01-16T11:00:00.000Z'),
        activityCount: 0,
        durationSeconds: 0,
        points: 0,
      });
    });

    it.each([
      ['Europe/Prague', '2025-03-30', '2025-03-29T23:00:00Z', '2025-03-30T21:59:59.999Z', 23],
      ['Europe/Prague', '2025-10-26', '2025-10-25T22:00:00Z', '2025-10-26T22:59:59.999Z', 25],
      ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00Z', '2024-04-26T20:59:59.999Z', 23],
      [
        'Australia/Lord_Howe',
        '2025-04-06',
        '2025-04-05T13:00:00Z',
        '2025-04-06T13:29:59.999Z',
        24.5,
      ],
      ['America/New_York', '2025-11-02', '2025-11-02T04:00:00Z', '2025-11-03T04:59:59.999Z', 25],
      ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z', '2011-12-31T09:59:59.999Z', 24],
    ])('in %s hold all of %s and nothing else', async (timeZone, date, first, last, hours) => {
      await inZone(timeZone);
      const [start, end] = [Date.parse(first), Date.parse(last)];
      for (const moment of [start - 1, start, end, end + 1])
        await record(new Date(moment).toISOString());
      const stats = await daily(date);
      expect(stats.activityCount).toBe(2);
      expect(stats.endsAt.getTime() - stats.startsAt.getTime()).toBe(hours * 3_600_000);
    });

    it('refuse a date that is on no calendar', async () => {
      await expect(daily('2025-02-29')).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        errors: [{ field: 'date' }],
      });
    });

    it("refuse a date that the zone's calendar left out", async () => {
      await inZone('Pacific/Apia');
      await expect(daily('2011-12-30')).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        errors: [{ field: 'date', message: expect.stringContaining('Pacific/Apia') as string }],
      });
    });

    it('show what was recorded elsewhere on a date that the calendar here left out', async () => {
      await noonOf('2011-12-30');
      await inZone('Pacific/Apia');
      expect(await daily('2011-12-30')).toMatchObject({ activityCount: 1, timeZone: 'UTC' });
    });

    it('of an unknown user are refused', async () => {
      const unknown = { code: 'USER_NOT_FOUND' };
      await expect(ada.domain.stats.daily('nobody')).rejects.toMatchObject(unknown);
      await expect(ada.domain.stats.summary('nobody')).rejects.toMatchObject(unknown);
    });
  });

  describe('of periods', () => {
    it('are zeros where nothing was recorded', async () => {
      const nothing = { activeDays: 0, activityCount: 0, durationSeconds: 0, points: 0 };
      expect(await summary()).toEqual({
        userId: 'ada',
        date: '2026-01-15',
        timeZone: 'UTC',
        today: { firstDate: '2026-01-15', ...nothing },
        last7Days: { firstDate: '2026-01-09', ...nothing },
        last30Days: { firstDate: '2025-12-17', ...nothing },
        currentStreakDays: 0,
        longestStreakDays: 0,
      });
    });

    it('begin with the seventh and the thirtieth day and end with today', async () => {
      const dates = ['2025-12-16', '2025-12-17', '2026-01-08', '2026-01-09', '2026-01-15'];
      for (const date of dates) await noonOf(date);
      await noonOf('2026-01-15');
      await noonOf('2026-01-16');
      const { today, last7Days, last30Days } = await summary();
      expect(today).toMatchObject({ activeDays: 1, activityCount: 2, points: 20 });
      expect(last7Days).toMatchObject({ activeDays: 2, activityCount: 3, durationSeconds: 180 });
      expect(last30Days).toMatchObject({ activeDays: 4, activityCount: 5, points: 50 });
    });

    it('do not count a date that the calendar left out', async () => {
      ada.domain.clock.set('2012-01-02T00:00:00.000Z');
      await inZone('Pacific/Apia');
      expect((await summary()).last7Days.firstDate).toBe('2011-12-26');
    });
  });
});
