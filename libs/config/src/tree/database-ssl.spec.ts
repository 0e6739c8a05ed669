import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorOf, faultsOf, parse } from '../testing/parse';

const CA = readFileSync(join(__dirname, '../fixtures/tls/ca.pem'), 'utf8');
const FILES = { '/ca.pem': CA, '/other.pem': CA, '/not.pem': 'no certificate', '/empty.pem': '\n' };
const URL = 'postgresql://db/strata';

const sslOf = (environment: Record<string, string>) =>
  parse({ DATABASE_URL: URL, ...environment }, FILES).config.database.ssl;
const faults = (environment: Record<string, string>) =>
  faultsOf({ DATABASE_URL: URL, ...environment }, FILES);

describe('TLS to PostgreSQL', () => {
  it('is off unless something asks for it', () => {
    expect(sslOf({})).toEqual({ mode: 'disable', ca: undefined });
  });

  it.each(['disable', 'require', 'verify-full'])('can be asked for as %s', (mode) => {
    expect(sslOf({ DATABASE_SSL_MODE: mode }).mode).toBe(mode);
    expect(sslOf({ DATABASE_URL: `${URL}?sslmode=${mode}` }).mode).toBe(mode);
    expect(sslOf({ DATABASE_URL: `${URL}?ssl=${mode}` }).mode).toBe(mode);
  });

  it.each([
    ['ssl=true', 'verify-full'],
    ['ssl=0', 'disable'],
    ['sslmode=no-verify', 'require'],
  ])('understands %s as %s', (parameter, mode) => {
    expect(sslOf({ DATABASE_URL: `${URL}?${parameter}` }).mode).toBe(mode);
  });

  it.each(['allow', 'prefer'])('does not take %s for a promise, and says so', (mode) => {
    const environment = { DATABASE_URL: `${URL}?sslmode=${mode}` };
    expect(sslOf(environment).mode).toBe('disable');
    expect(sslOf({ ...environment, DATABASE_SSL_MODE: 'require' }).mode).toBe('require');
    expect(parse(environment).warnings).toEqual([expect.stringContaining('promise nothing')]);
    expect(faults({ DATABASE_SSL_MODE: mode })).toEqual([`DATABASE_SSL_MODE: "${mode}"`]);
  });

  it('reads the authority from the setting or from sslrootcert', () => {
    const ca = CA.trim();
    const byUrl = `${URL}?sslmode=verify-ca&sslrootcert=/ca.pem`;
    expect(sslOf({ DATABASE_SSL_MODE: 'verify-ca', DATABASE_SSL_CA_FILE: '/ca.pem' }).ca).toBe(ca);
    expect(sslOf({ DATABASE_URL: byUrl })).toEqual({ mode: 'verify-ca', ca });
  });

  it('leaves no parameter in the URL, where node-postgres would let it overrule the option', () => {
    const parameters = 'sslmode=verify-full&sslrootcert=/ca.pem&uselibpqcompat=true';
    const DATABASE_URL = `${URL}?${parameters}&sslnegotiation=direct&ssl=true`;
    expect(parse({ DATABASE_URL }, FILES).config.database.url?.reveal()).toBe(URL);
  });

  it('may not be asked for in two ways that differ', () => {
    const url = `${URL}?sslmode=require`;
    expect(faults({ DATABASE_URL: url, DATABASE_SSL_MODE: 'verify-full' })).toEqual([
      'DATABASE_SSL_MODE and sslmode in DATABASE_URL: "verify-full" and "require"',
    ]);
    expect(sslOf({ DATABASE_URL: url, DATABASE_SSL_MODE: 'require' }).mode).toBe('require');
  });

  it('holds for replicas as for the primary', () => {
    const replica = { DATABASE_URL_READ: 'postgresql://r1/s?sslmode=require' };
    expect(faults(replica)).toEqual([
      'DATABASE_SSL_MODE and sslmode in DATABASE_URL_READ: "disable" and "require"',
    ]);
    expect(sslOf({ ...replica, DATABASE_URL: `${URL}?sslmode=require` }).mode).toBe('require');
  });

  it('checks against an authority with verify-ca, which therefore needs one', () => {
    expect(faults({ DATABASE_SSL_MODE: 'verify-ca' })).toEqual([
      'DATABASE_SSL_MODE: "verify-ca" without an authority to check against',
    ]);
  });

  it('does not leave an authority unused', () => {
    expect(faults({ DATABASE_SSL_CA_FILE: '/ca.pem' })).toEqual([
      'DATABASE_SSL_CA_FILE: "/ca.pem", while the connection is not encrypted',
    ]);
  });

  it.each([
    ['/missing.pem', 'which cannot be read (ENOENT)'],
    ['/empty.pem', 'where the file is empty'],
    ['/not.pem', 'where no certificate could be read'],
  ])('refuses the certificate file %s', (path, reason) => {
    expect(faults({ DATABASE_SSL_MODE: 'verify-full', DATABASE_SSL_CA_FILE: path })).toEqual([
      `DATABASE_SSL_CA_FILE: the path "${path}", ${reason}`,
    ]);
  });

  it('reports a faulty mode alone, without faults that follow from it', () => {
    const environment = { DATABASE_SSL_MODE: 'tls', DATABASE_SSL_CA_FILE: '/ca.pem' };
    expect(faults(environment)).toEqual(['DATABASE_SSL_MODE: "tls"']);
    expect(
      errorOf({ DATABASE_URL: 'x', DATABASE_SSL_CA_FILE: '/ca.pem' }, FILES).faults,
    ).toHaveLength(1);
  });
});
