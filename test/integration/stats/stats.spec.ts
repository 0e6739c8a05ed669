import { statsCache } from '@strata/stats';
import { Domain } from '../users/domain';

const MAX_TTL_SECONDS = 900;

describe('stats', () => {
  let domain: Domain;
  let events = 0;
  beforeAll(async () => {
    domain = await Domain.start({ maxCacheTtlSeconds: MAX_TTL_SECONDS });
  });
  afterAll(() => domain.stop());
  beforeEach(async () => {
    await domain.clear();
    domain.clock.set('2026-01-15T12:00:00.000Z');
    await domain.users.create({ id: 'ada', email: 'ada@example.com', displayName: 'Ada' });
  });

  const inZone = (timeZone: string) => domain.users.update('ada', { timeZone });
  const record = (occurredAt: string, points = 10) =>
    domain.activities.record('ada', {
      eventId: `event-${(events += 1)}`,
      type: 'lesson',
      occurredAt: new Date(occurredAt),
      durationSeconds: 60,
      points,
    });
  const noonOf = (date: string) => record(`${date}T12:00:00Z`);
  const daily = (date?: string) => domain.stats.daily('ada', date);
  const summary = () => domain.stats.summary('ada');
  const streaks = async () => {
    const { currentStreakDays, longestStreakDays } = await summary();
    return [currentStreakDays, longestStreakDays];
  };

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
      await expect(domain.stats.daily('nobody')).rejects.toMatchObject(unknown);
      await expect(domain.stats.summary('nobody')).rejects.toMatchObject(unknown);
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
      domain.clock.set('2012-01-02T00:00:00.000Z');
      await inZone('Pacific/Apia');
      expect((await summary()).last7Days.firstDate).toBe('2011-12-26');
    });
  });

  describe('of streaks', () => {
    it.each<[string, string[], [current: number, longest: number]]>([
      ['today alone', ['15'], [1, 1]],
      ['yesterday alone', ['14'], [1, 1]],
      ['nothing since the day before yesterday', ['12', '13'], [0, 2]],
      ['up to today', ['13', '14', '15'], [3, 3]],
      ['up to yesterday', ['12', '13', '14'], [3, 3]],
      ['a gap yesterday', ['12', '13', '15'], [1, 2]],
      ['a longer one before', ['01', '02', '03', '04', '14', '15'], [2, 4]],
      ['out of order', ['15', '13', '14', '11'], [3, 3]],
      ['several a day', ['15', '15', '14', '14'], [2, 2]],
      ['a day ahead does not count yet', ['14', '15', '16'], [2, 2]],
    ])('count %s', async (_name, days, expected) => {
      for (const day of days) await noonOf(`2026-01-${day}`);
      expect(await streaks()).toEqual(expected);
    });

    it('step over a date that the calendar left out', async () => {
      await inZone('Pacific/Apia');
      domain.clock.set('2011-12-31T00:00:00.000Z');
      await record('2011-12-28T20:00:00Z'); // the 28th there
      await record('2011-12-29T20:00:00Z'); // the 29th
      expect(await streaks()).toEqual([2, 2]);
      await record('2011-12-30T20:00:00Z'); // the 31st
      expect(await streaks()).toEqual([3, 3]);
    });

    it('break on the same date where the calendar has it', async () => {
      domain.clock.set('2011-12-31T13:00:00.000Z');
      for (const day of ['28', '29', '31']) await noonOf(`2011-12-${day}`);
      expect(await streaks()).toEqual([1, 2]);
    });

    it('judge a missing date by the zone in which the days were lived', async () => {
      for (const day of ['28', '29', '31']) await noonOf(`2011-12-${day}`);
      await inZone('Pacific/Apia');
      expect(await streaks()).toEqual([0, 2]);
    });

    it('stay whole over days of 23 and 25 hours', async () => {
      await inZone('Europe/Prague');
      domain.clock.set('2025-03-31T12:00:00.000Z');
      for (const day of ['28', '29', '30', '31']) await record(`2025-03-${day}T21:30:00Z`);
      expect(await streaks()).toEqual([4, 4]);
    });
  });

  describe('in the cache', () => {
    const behindTheBack = () => domain.sql('UPDATE production.daily_stats SET points = 999');

    it('keep the days apart', async () => {
      await noonOf('2026-01-14');
      expect((await daily()).points).toBe(0);
      expect((await daily('2026-01-14')).points).toBe(10);
    });

    it('are answered without the database', async () => {
      await noonOf('2026-01-15');
      await Promise.all([daily(), summary()]);
      await behindTheBack();
      expect((await daily()).points).toBe(10);
      expect((await summary()).today.points).toBe(10);
    });

    it('are passed by on request', async () => {
      await noonOf('2026-01-15');
      await Promise.all([daily(), summary()]);
      await behindTheBack();
      domain.bypassCache = true;
      expect((await daily()).points).toBe(999);
      expect((await summary()).today.points).toBe(999);
    });

    it('go with a new activity, a late one too', async () => {
      await Promise.all([daily(), daily('2026-01-02'), summary()]);
      await noonOf('2026-01-15');
      expect([(await daily()).points, (await summary()).today.points]).toEqual([10, 10]);
      await noonOf('2026-01-02');
      expect((await daily('2026-01-02')).points).toBe(10);
      expect((await summary()).last30Days.points).toBe(20);
    });

    it('are never from before a recorded activity, whoever reads meanwhile', async () => {
      for (let round = 1; round <= 30; round += 1) {
        const readers = [daily(), summary(), daily(), summary()];
        await noonOf('2026-01-15');
        expect((await daily()).activityCount).toBe(round);
        await Promise.all(readers);
        expect((await summary()).today.activityCount).toBe(round);
      }
    });

    it('follow a change of the time zone', async () => {
      await noonOf('2026-01-15');
      expect(await summary()).toMatchObject({ date: '2026-01-15', timeZone: 'UTC' });
      await inZone('Pacific/Auckland');
      expect(await summary()).toMatchObject({
        date: '2026-01-16',
        timeZone: 'Pacific/Auckland',
        today: { points: 0 },
      });
      expect((await daily()).date).toBe('2026-01-16');
    });

    it.each([
      ['an hour', '2026-01-15T22:00:00.000Z'],
      ['a moment', '2026-01-15T22:59:59.999Z'],
    ])("loaded %s before midnight are not served as today's after it", async (_name, before) => {
      await inZone('Europe/Prague');
      await record('2026-01-15T21:00:00Z');
      domain.clock.set(before);
      expect(await daily()).toMatchObject({ date: '2026-01-15', points: 10 });
      expect((await summary()).today.points).toBe(10);
      domain.clock.set('2026-01-15T23:00:00.000Z');
      expect(await daily()).toMatchObject({ date: '2026-01-16', points: 0 });
      expect(await summary()).toMatchObject({
        date: '2026-01-16',
        today: { points: 0 },
        currentStreakDays: 1,
      });
    });

    it('are not stored when the day ends while they are loaded', async () => {
      domain.clock.set('2026-01-15T23:59:59.999Z');
      const answer = daily();
      await domain.users.get('ada');
      domain.clock.set('2026-01-16T00:00:00.000Z');
      expect((await answer).date).toBe('2026-01-15');
      const key = statsCache.daily('ada', 'UTC', '2026-01-15');
      expect(await domain.cache.entry(key)).toBeUndefined();
    });

    it.each([
      ['2026-01-15T12:00:00.000Z', MAX_TTL_SECONDS],
      ['2026-01-15T23:59:00.000Z', 60],
    ])('as of %s live %d seconds', async (now, ttlSeconds) => {
      domain.clock.set(now);
      await Promise.all([daily(), summary()]);
      const keys = [statsCache.daily, statsCache.summary].map((key) =>
        key('ada', 'UTC', '2026-01-15'),
      );
      for (const key of keys) {
        const left = (await domain.cache.entry(key))?.ttlSeconds ?? 0;
        expect(left).toBeLessThanOrEqual(ttlSeconds);
        expect(left).toBeGreaterThan(ttlSeconds - 30);
      }
    });
  });
});
