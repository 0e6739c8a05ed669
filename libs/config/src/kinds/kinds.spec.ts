import { errorOf, parse } from '../testing/parse';

describe('booleans', () => {
  it.each(['true', 'True', 'TRUE', '1', 'yes', 'on', ' "on" '])('are true as %j', (DB_ECHO) => {
    expect(parse({ DB_ECHO }).config.database.echo).toBe(true);
  });

  it.each(['false', 'False', '0', 'no', 'OFF', "'off'"])('are false as %j', (text) => {
    expect(parse({ DB_POOL_PRE_PING: text }).config.database.pool.prePing).toBe(false);
  });

  it.each(['y', '2', 'enabled', 'tru'])('are refused as %j', (DB_ECHO) => {
    expect(errorOf({ DB_ECHO }).faults).toHaveLength(1);
  });
});

describe('LOG_LEVEL', () => {
  it.each([
    ['INFO', 'info'],
    ['WARNING', 'warn'],
    ['Critical', 'fatal'],
  ])('is understood as Python writes it: %s', (LOG_LEVEL, level) => {
    expect(parse({ LOG_LEVEL }).config.log.level).toBe(level);
  });

  it('is not taken from names that every object has', () => {
    expect(errorOf({ LOG_LEVEL: 'constructor' }).faults).toHaveLength(1);
  });
});

describe('TRUST_PROXY', () => {
  it.each([
    ['true', true],
    ['off', false],
    ['0', false],
    ['1', 1],
    ['2', 2],
    ['10.0.0.0/8, ::1', '10.0.0.0/8,::1'],
    ['loopback', 'loopback'],
  ])('is understood as %j', (TRUST_PROXY, value) => {
    expect(parse({ TRUST_PROXY }).config.http.trustProxy).toBe(value);
  });

  it.each([
    '33',
    '-1',
    '10.0.0.0/33',
    '10.0.0/8',
    '::1/129',
    'proxy.internal',
    '10.0.0.1/8/8',
    ',',
  ])('is refused as %j', (TRUST_PROXY) => {
    expect(errorOf({ TRUST_PROXY }).faults).toHaveLength(1);
  });
});

describe('CORS_ORIGINS', () => {
  it('is a list of origins, as browsers send them', () => {
    const CORS_ORIGINS = 'https://App.example.com/, http://localhost:5173,';
    expect(parse({ CORS_ORIGINS }).config.http.corsOrigins).toEqual([
      'https://app.example.com',
      'http://localhost:5173',
    ]);
  });

  it.each([
    '*',
    'null',
    'app.example.com',
    'https://*.example.com',
    'https://a.com/path',
    'ftp://a',
  ])('is refused as %j', (CORS_ORIGINS) => {
    expect(errorOf({ CORS_ORIGINS }).faults).toHaveLength(1);
  });
});

describe('HOST', () => {
  it.each(['::1', '[::1]'])('takes the IPv6 address %s', (HOST) => {
    expect(parse({ HOST }).config.http.host).toBe('::1');
  });

  it.each(['http://localhost', 'local host', '-x', 'a..b', 'localhost:3000'])(
    'is refused as %j',
    (HOST) => {
      expect(errorOf({ HOST }).faults).toContainEqual(
        expect.objectContaining({ variable: 'HOST' }),
      );
    },
  );
});
