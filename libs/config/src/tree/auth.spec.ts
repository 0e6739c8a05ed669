import { errorOf, faultsOf, parse, PRODUCTION } from '../testing/parse';

const KEY = 'k'.repeat(32);

describe('authentication', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '[::1]', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])(
    'is not required on the loopback address %s in development',
    (host) => {
      expect(parse({ HOST: host }).config.auth.required).toBe(false);
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.5', 'api.internal', 'localhost.example.com', '127.1'])(
    'is required on %s, also in development',
    (host) => {
      expect(parse({ HOST: host, AUTH_JWT_SECRET: KEY }).config.auth.required).toBe(true);
      const [fault] = errorOf({ HOST: host }).faults;
      expect(fault).toMatchObject({ variable: 'AUTH_JWT_SECRET', found: 'nothing' });
      expect(fault?.allowed).toContain(`HOST "${host}" is not a loopback address`);
    },
  );

  it('can be asked for on a loopback address', () => {
    const environment = { AUTH_REQUIRED: 'true', AUTH_JWKS_URL: 'https://login.example.com/jwks' };
    expect(parse(environment).config.auth).toMatchObject({
      required: true,
      jwksUrl: 'https://login.example.com/jwks',
    });
    expect(faultsOf({ AUTH_REQUIRED: 'yes' })).toEqual(['AUTH_JWT_SECRET: nothing']);
  });

  it('cannot be switched off where it is required', () => {
    expect(faultsOf({ ...PRODUCTION, AUTH_REQUIRED: 'false' })).toEqual(['AUTH_REQUIRED: false']);
  });

  it('takes a key of 32 bytes or more, counted in bytes', () => {
    const found = 'a hidden value: it is 31 bytes long';
    expect(faultsOf({ AUTH_JWT_SECRET: 'k'.repeat(31) })).toEqual([`AUTH_JWT_SECRET: ${found}`]);
    expect(parse({ AUTH_JWT_SECRET: 'ž'.repeat(16) }).config.auth.jwtSecret?.reveal()).toBe(
      'ž'.repeat(16),
    );
  });

  it('reports a faulty key once, not also as missing', () => {
    expect(errorOf({ ...PRODUCTION, AUTH_JWT_SECRET: 'short' }).faults).toHaveLength(1);
  });

  it('is by a key or by a key set, not by both', () => {
    const environment = { AUTH_JWT_SECRET: KEY, AUTH_JWKS_URL: 'https://login.example.com/jwks' };
    expect(faultsOf(environment)).toEqual(['AUTH_JWT_SECRET and AUTH_JWKS_URL: both']);
  });

  it('fetches the key set over https in production', () => {
    const { AUTH_JWT_SECRET: _, ...rest } = PRODUCTION;
    const AUTH_JWKS_URL = 'http://login.internal/jwks';
    expect(faultsOf({ ...rest, AUTH_JWKS_URL })).toEqual([`AUTH_JWKS_URL: "${AUTH_JWKS_URL}"`]);
    expect(parse({ AUTH_JWKS_URL }).config.auth.jwksUrl).toBe(AUTH_JWKS_URL);
    expect(parse({ ...rest, AUTH_JWKS_URL: 'http://127.0.0.1:9/jwks' }).warnings).toEqual([]);
  });

  it('does not show credentials in the address of a key set', () => {
    const { message } = errorOf({ AUTH_JWKS_URL: 'https://me:hunter2@login.example.com/jwks' });
    expect(message).toContain('AUTH_JWKS_URL: found a hidden value');
    expect(message).not.toContain('hunter2');
  });
});
