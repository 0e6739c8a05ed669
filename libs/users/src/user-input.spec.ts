import { AppError } from '@strata/errors';
import { changedUserFields, newUserFields } from './user-input';

function offendingFields(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'VALIDATION_FAILED') throw error;
    return (error.errors ?? []).map(({ field }) => field);
  }
}

describe('the input of a user', () => {
  it('is completed with defaults and a generated id', () => {
    const fields = newUserFields({ email: ' ada@example.com ', displayName: ' Ada ' });
    expect(fields).toMatchObject({
      email: 'ada@example.com',
      displayName: 'Ada',
      locale: 'en',
      timeZone: 'UTC',
    });
    expect(fields.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names every offending field at once, as on the wire', () => {
    const input = { id: 'a b', email: 'x', displayName: '', locale: '*', timeZone: 'Nowhere' };
    const fields = ['id', 'email', 'display_name', 'locale', 'time_zone'];
    expect(offendingFields(() => newUserFields(input))).toEqual(fields);
  });

  it('changes only what is given', () => {
    const fields = changedUserFields({ timeZone: 'europe/prague' });
    expect(fields).toEqual({ timeZone: 'Europe/Prague' });
  });

  it('does not take an empty value for one left out', () => {
    expect(offendingFields(() => changedUserFields({ email: '', locale: '' }))).toEqual([
      'email',
      'locale',
    ]);
  });
});
