import { inspect } from 'node:util';
import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { DatabaseUnavailableError, PoolExhaustedError } from './database-errors';
import { toConnectError, toDatabaseError } from './to-database-error';
import { isForeignKeyViolation, isUniqueViolation } from './constraint-violation';

function serverError(code: string, constraint?: string): DatabaseError {
  return Object.assign(new DatabaseError('message of the server', 1, 'error'), {
    code,
    constraint,
  });
}

function systemError(code: string): Error {
  return Object.assign(new Error(`connect ${code} 10.1.2.3:5432`), { code, address: '10.1.2.3' });
}

const failed = (cause: Error): Error => new QueryFailedError('SELECT 1', [], cause);

describe('toDatabaseError', () => {
  it.each(['57P01', '57P03', '08006', '53300', '53100', '57014'])(
    'takes SQLSTATE %s for an unavailable database',
    (code) => {
      expect(toDatabaseError(failed(serverError(code)))).toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        reason: code,
      });
    },
  );

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])('takes %s for an unavailable database', (code) => {
    expect(toDatabaseError(failed(systemError(code)))).toMatchObject({ reason: code });
  });

  it('takes a connection that broke under a statement for an unavailable database', () => {
    const broken = failed(new Error('Connection terminated unexpectedly'));
    expect(toDatabaseError(broken)).toBeInstanceOf(DatabaseUnavailableError);
  });

  it.each([
    ['a violated constraint', failed(serverError('23505'))],
    ['a syntax error', failed(serverError('42601'))],
    ['an error of this library', new PoolExhaustedError('primary', 'x')],
    ['a refused connection to something else', systemError('ECONNREFUSED')],
    ['a value that is no error', 'text'],
  ])('leaves %s as it is', (_what, error) => {
    expect(toDatabaseError(error)).toBe(error);
  });

  it('shows no address, neither in the message nor in the cause', () => {
    const shown = toDatabaseError(failed(systemError('ECONNRESET')));
    expect(inspect(shown, { depth: 10, showHidden: true })).not.toContain('10.1.2.3');
  });
});

describe('toConnectError', () => {
  it.each([
    ['a wrong password', serverError('28P01'), '28P01'],
    ['a refused connection', systemError('ECONNREFUSED'), 'ECONNREFUSED'],
    [
      'an untrusted certificate',
      systemError('SELF_SIGNED_CERT_IN_CHAIN'),
      'SELF_SIGNED_CERT_IN_CHAIN',
    ],
    ['anything else', new Error('no SSL'), 'CONNECT_FAILED'],
  ])('makes %s an unavailable database', (_what, error, reason) => {
    expect(toConnectError(error)).toMatchObject({ code: 'DATABASE_UNAVAILABLE', reason });
  });
});

describe('isForeignKeyViolation', () => {
  const violation = failed(serverError('23503', 'user_settings_user_id_fkey'));

  it('recognises a violation, of any or of a certain constraint, and takes nothing else for it', () => {
    expect(isForeignKeyViolation(violation)).toBe(true);
    expect(isForeignKeyViolation(violation, 'user_settings_user_id_fkey')).toBe(true);
    expect(isForeignKeyViolation(violation, 'activities_user_id_fkey')).toBe(false);
    expect(isForeignKeyViolation(failed(serverError('23505')))).toBe(false);
  });
});

describe('isUniqueViolation', () => {
  const violation = failed(serverError('23505', 'users_email_key'));

  it('recognises a violation, of any or of a certain constraint', () => {
    expect(isUniqueViolation(violation)).toBe(true);
    expect(isUniqueViolation(violation, 'users_email_key')).toBe(true);
  });

  it('does not take other errors or constraints for it', () => {
    expect(isUniqueViolation(violation, 'users_pkey')).toBe(false);
    expect(isUniqueViolation(failed(serverError('23503')))).toBe(false);
    expect(isUniqueViolation(new Error('23505'))).toBe(false);
  });
});
