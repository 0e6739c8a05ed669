import { LocalCalendar } from './local-calendar';

function calendarAt(start: string) {
  const clock = { now: () => new Date(start) };
  return {
    calendar: new LocalCalendar(clock),
    set: (now: string) => (clock.now = () => new Date(now)),
  };
}

describe('LocalCalendar', () => {
  it("does not call yesterday today after the zone's midnight", () => {
    const { calendar, set } = calendarAt('2025-03-29T22:59:59.999Z');
    expect(calendar.today('Europe/Prague').date).toBe('2025-03-29');
    set('2025-03-29T23:00:00.000Z');
    expect(calendar.today('Europe/Prague').date).toBe('2025-03-30');
  });

  it('follows a clock that is set back', () => {
    const { calendar, set } = calendarAt('2025-03-30T12:00:00.000Z');
    expect(calendar.today('UTC').date).toBe('2025-03-30');
    set('2025-03-29T12:00:00.000Z');
    expect(calendar.today('UTC').date).toBe('2025-03-29');
  });

  it('keeps the days of zones apart', () => {
    const { calendar } = calendarAt('2025-06-01T23:30:00.000Z');
    expect(calendar.today('UTC').date).toBe('2025-06-01');
    expect(calendar.today('Europe/Prague').date).toBe('2025-06-02');
  });

  it('names the zone of a date left out', () => {
    const { calendar } = calendarAt('2025-06-01T00:00:00.000Z');
    const expected = [{ timeZone: 'Pacific/Apia', date: '2011-12-30' }];
    expect(calendar.skippedDates('Pacific/Apia')).toEqual(expected);
    expect(calendar.skippedDates('Pacific/Apia')).toEqual(expected);
  });

  it.each([
    ['2011-12-31', 0, 'Pacific/Apia', '2011-12-31'],
    ['2011-12-31', 1, 'Pacific/Apia', '2011-12-29'],
    ['2011-12-31', 1, 'UTC', '2011-12-30'],
    ['2012-01-02', 3, 'Pacific/Apia', '2011-12-29'],
    ['2012-01-02', 6, 'Pacific/Apia', '2011-12-26'],
    ['2012-01-02', 6, 'UTC', '2011-12-27'],
    ['2011-12-29', 6, 'Pacific/Apia', '2011-12-23'],
    ['2024-03-01', 29, 'Europe/Prague', '2024-02-01'],
  ])('counts back from %s by %d days in %s', (date, days, timeZone, before) => {
    const { calendar } = calendarAt('2025-06-01T00:00:00.000Z');
    expect(calendar.daysBefore(date, days, timeZone)).toBe(before);
  });
});
