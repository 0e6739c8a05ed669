import { skippedDates } from './skipped-dates';

describe('skippedDates', () => {
  it.each([
    ['Pacific/Apia', ['2011-12-30']],
    ['Pacific/Fakaofo', ['2011-12-30']],
    ['Pacific/Kwajalein', ['1993-08-21']],
    ['Europe/Prague', []],
    ['America/New_York', []],
    ['UTC', []],
  ])('finds what the calendar of %s left out', (timeZone, dates) => {
    expect(skippedDates(timeZone, 1970, 2027)).toEqual(dates);
  });

  it('finds a date at the turn of the year', () => {
    // Which of the two days Kiritimati left out depends on the release of the time zone database.
    const dates = skippedDates('Pacific/Kiritimati', 1970, 2027);
    expect([['1994-12-31'], ['1995-01-01']]).toContainEqual(dates);
  });

  it('looks at the years asked for and no others', () => {
    expect(skippedDates('Pacific/Apia', 2012, 2027)).toEqual([]);
    expect(skippedDates('Pacific/Apia', 2011, 2011)).toEqual(['2011-12-30']);
  });
});
