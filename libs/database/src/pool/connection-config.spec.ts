import { resolveDatabaseOptions } from '../database-options';
import { connectionConfig, connectionTarget } from './connection-config';

const URL_WITH_SSL =
  'postgres://ann:s3cret@db.internal:5432/app?sslmode=disable&application_name=x';

describe('connectionTarget', () => {
  it('lets the URL say whether TLS is used', () => {
    expect(connectionTarget(URL_WITH_SSL, undefined)).toEqual({ connectionString: URL_WITH_SSL });
  });

  it('lets explicit TLS settings outrank the URL', () => {
    const target = connectionTarget(URL_WITH_SSL, { ca: 'a certificate' });
    expect(target.ssl).toEqual({ ca: 'a certificate' });
    expect(target.connectionString).not.toContain('sslmode');
    expect(target.connectionString).toContain('application_name=x');
  });

  it.each([
    ['without TLS settings', undefined],
    ['with TLS settings', true],
  ])('refuses an unusable URL %s without repeating the password', (_how, ssl) => {
    const attempt = (): unknown => connectionTarget('postgres://ann:s3cret@db:port/app', ssl);
    expect(attempt).toThrow('A database URL is not valid');
    expect(attempt).not.toThrow('s3cret');
  });

  it('says which kind of file is missing', () => {
    const attempt = (): unknown =>
      connectionTarget('postgres://db/app?sslrootcert=/nowhere', undefined);
    expect(attempt).toThrow('cannot be read (ENOENT)');
  });
});

describe('connectionConfig', () => {
  it('never waits longer for a connection than a caller may wait', () => {
    const options = resolveDatabaseOptions({
      url: URL_WITH_SSL,
      connectTimeoutMs: 5000,
      pool: { checkoutTimeoutMs: 200 },
    });
    expect(connectionConfig(URL_WITH_SSL, options).connectionTimeoutMillis).toBe(200);
  });
});
