import { parseInstant, sentTimeProblem } from './instant';

describe('a time in a request', () => {
  it.each([
    ['2026-01-15T12:00:00Z', '2026-01-15T12:00:00.000Z'],
    ['2026-01-15T12:00:00.123456789Z', '2026-01-15T12:00:00.123Z'],
    ['2026-01-15T13:00:00+01:00', '2026-01-15T12:00:00.000Z'],
    ['2026-01-15t12:00:00z', '2026-01-15T12:00:00.000Z'],
  ])('reads %s', (text, instant) => {
    expect(parseInstant(text)?.toISOString()).toBe(instant);
  });

  it.each([
    '2026-02-30T12:00:00Z',
    '2026-01-15T24:00:00Z',
    '2026-01-15T12:00:60Z',
    '2026-01-15T12:00:00',
    '2026-01-15',
    '2026-01-15T12:00Z',
    '2026-01-15 12:00:00Z',
    '2026-01-15T12:00:00+25:00',
    '2026-01-15T12:00:00Z[Europe/Prague]',
    'now',
    1768478400,
    null,
  ])('refuses %j', (text) => expect(sentTimeProblem(text)).toMatch(/^must be an RFC 3339 time/));

  it('refuses a time long ago or far ahead', () => {
    expect(sentTimeProblem('1969-12-31T23:59:59Z')).toMatch(/before 1970/);
    expect(sentTimeProblem('9999-12-31T23:59:59Z')).toMatch(/24 hours/);
  });
});
