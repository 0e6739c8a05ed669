import { localDateProblem } from './local-date-field';

describe('a local date in a request', () => {
  it.each(['2025-01-31', '2024-02-29', '1900-01-01', '2999-12-31', '2011-12-30'])(
    'may be %s',
    (date) => expect(localDateProblem(date)).toBeUndefined(),
  );

  it.each([
    '2025-02-29',
    '2025-13-01',
    '2025-00-10',
    '2025-1-1',
    '20250101',
    '1899-12-31',
    '3000-01-01',
    '2025-01-01T00:00:00Z',
    '2025-01-01[u-ca=hebrew]',
    '',
    20250101,
    ['2025-01-01'],
    null,
  ])('must not be %j', (date) => expect(localDateProblem(date)).toMatch(/calendar date/));
});
