import fc from 'fast-check';
import { localDateAt, localDay, localDayAt, type LocalDay } from './local-day';

const hoursOf = ({ startsAt, endsAt }: LocalDay) =>
  (endsAt.getTime() - startsAt.getTime()) / 3_600_000;

function dayOf(date: string, timeZone: string): LocalDay {
  const day = localDay(date, timeZone);
  if (!day) throw new Error(`${date} does not exist in ${timeZone}`);
  return day;
}

describe('local days', () => {
  it.each([
    ['Europe/Prague', '2025-03-30', 23, '2025-03-29T23:00:00.000Z'],
    ['Europe/Prague', '2025-10-26', 25, '2025-10-25T22:00:00.000Z'],
    ['Africa/Cairo', '2024-04-26', 23, '2024-04-25T22:00:00.000Z'],
    ['Australia/Lord_Howe', '2025-04-06', 24.5, '2025-04-05T13:00:00.000Z'],
    ['America/New_York', '2025-11-02', 25, '2025-11-02T04:00:00.000Z'],
    ['UTC', '2025-06-01', 24, '2025-06-01T00:00:00.000Z'],
  ])('has in %s on %s %d hours', (timeZone, date, hours, startsAt) => {
    const day = dayOf(date, timeZone);
    expect(hoursOf(day)).toBe(hours);
    expect(day.startsAt.toISOString()).toBe(startsAt);
  });

  it('begins after midnight where midnight is left out', () => {
    const { startsAt } = dayOf('2024-04-26', 'Africa/Cairo');
    const clock = startsAt.toLocaleTimeString('en-GB', { timeZone: 'Africa/Cairo' });
    expect(clock).toBe('01:00:00');
  });

  it('knows a date that the calendar left out', () => {
    expect(localDay('2011-12-30', 'Pacific/Apia')).toBeUndefined();
    expect(dayOf('2011-12-29', 'Pacific/Apia').endsAt).toEqual(
      dayOf('2011-12-31', 'Pacific/Apia').startsAt,
    );
  });

  it.each([
    ['2025-03-29T22:59:59.999Z', 'Europe/Prague', '2025-03-29'],
    ['2025-03-29T23:00:00.000Z', 'Europe/Prague', '2025-03-30'],
    ['2025-03-30T22:00:00.000Z', 'Europe/Prague', '2025-03-31'],
    ['2025-10-26T22:59:59.999Z', 'Europe/Prague', '2025-10-26'],
    ['2024-04-25T21:59:59.999Z', 'Africa/Cairo', '2024-04-25'],
    ['2024-04-25T22:00:00.000Z', 'Africa/Cairo', '2024-04-26'],
    ['2025-04-06T13:29:59.999Z', 'Australia/Lord_Howe', '2025-04-06'],
    ['2025-04-06T13:30:00.000Z', 'Australia/Lord_Howe', '2025-04-07'],
    ['2025-11-03T04:59:59.999Z', 'America/New_York', '2025-11-02'],
    ['2011-12-30T09:59:59.999Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00.000Z', 'Pacific/Apia', '2011-12-31'],
  ])('puts %s in %s on %s', (instant, timeZone, date) => {
    expect(localDateAt(new Date(instant), timeZone)).toBe(date);
  });

  it('puts every moment into one day, whose neighbours touch it', () => {
    const zones = [
      'Europe/Prague',
      'Africa/Cairo',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Asia/Gaza',
    ];
    const moments = fc.date({
      min: new Date('1975-01-01T00:00:00Z'),
      max: new Date('2035-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moments, (timeZone, moment) => {
        const day = localDayAt(moment, timeZone);
        expect(day.startsAt <= moment && moment < day.endsAt).toBe(true);
        expect(localDay(day.date, timeZone)).toEqual(day);
        const before = localDayAt(new Date(day.startsAt.getTime() - 1), timeZone);
        expect(before.endsAt).toEqual(day.startsAt);
        expect(before.date < day.date).toBe(true);
        expect(localDateAt(new Date(day.endsAt.getTime() - 1), timeZone)).toBe(day.date);
      }),
    );
  });
});
