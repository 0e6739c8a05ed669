import { Ada } from './ada';

describe('stats', () => {
  const ada = Ada.use();
  const { inZone, noonOf, record, summary } = ada;

  const streaks = async () => {
    const { currentStreakDays, longestStreakDays } = await summary();
    return [currentStreakDays, longestStreakDays];
  };

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
      ada.domain.clock.set('2011-12-31T00:00:00.000Z');
      await record('2011-12-28T20:00:00Z'); // the 28th there
      await record('2011-12-29T20:00:00Z'); // the 29th
      expect(await streaks()).toEqual([2, 2]);
      await record('2011-12-30T20:00:00Z'); // the 31st
      expect(await streaks()).toEqual([3, 3]);
    });

    it('break on the same date where the calendar has it', async () => {
      ada.domain.clock.set('2011-12-31T13:00:00.000Z');
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
      ada.domain.clock.set('2025-03-31T12:00:00.000Z');
      for (const day of ['28', '29', '30', '31']) await record(`2025-03-${day}T21:30:00Z`);
      expect(await streaks()).toEqual([4, 4]);
    });
  });
});
