import { format, inspect } from 'node:util';
import { Secret } from './secret';
import { errorOf, parse } from './testing/parse';

const VALUE = 'hunter2-hunter2-hunter2-hunter2-hunter2';
const REDACTED = '[redacted]';

describe('a secret', () => {
  const secret = new Secret(VALUE);

  it('is given only when asked for', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  it.each([
    ['String', () => String(secret)],
    ['joining', () => [secret, secret].join('')],
    ['JSON', () => JSON.stringify({ secret })],
    ['inspection', () => inspect(secret, { showHidden: true, depth: null })],
    ['console formatting', () => format('%s %o %j', secret, secret, secret)],
    ['its own properties', () => JSON.stringify([Object.entries(secret), { ...secret }])],
  ])('is not shown by %s', (_way, show) => {
    expect(show()).not.toContain('hunter2');
  });

  it('shows that something is hidden', () => {
    expect(String(secret)).toBe(REDACTED);
    expect(inspect({ secret })).toContain(`Secret(${REDACTED})`);
  });
});

describe('a configuration', () => {
  const environment = {
    DATABASE_URL: `postgresql://app:${VALUE}@db.internal/strata`,
    DATABASE_READ_URLS: `postgresql://app:${VALUE}@replica.internal/strata`,
    REDIS_URL: `rediss://:${VALUE}@redis.internal`,
    AUTH_JWT_SECRET: VALUE,
  };

  it('shows no secret and no server when it is printed', () => {
    const parsed = parse(environment);
    const printed = JSON.stringify(parsed) + inspect(parsed, { depth: null, showHidden: true });
    expect(printed).not.toMatch(/hunter2|internal/);
  });

  it('reads secrets from files, without the newline at their end', () => {
    const files = Object.fromEntries(
      Object.entries(environment).map(([name, text]) => [`/run/secrets/${name}`, `${text}\n`]),
    );
    const variables = Object.keys(environment).map((name) => [
      `${name}_FILE`,
      `/run/secrets/${name}`,
    ]);
    const fromFiles = parse(Object.fromEntries(variables) as Record<string, string>, files).config;
    expect(fromFiles.auth.jwtSecret?.reveal()).toBe(VALUE);
    expect(fromFiles.database.url?.reveal()).toBe(environment.DATABASE_URL);
    expect(fromFiles.database.readUrls[0]?.reveal()).toBe(environment.DATABASE_READ_URLS);
    expect(fromFiles.redis?.url.reveal()).toBe(environment.REDIS_URL);
  });

  it('takes a secret from its variable and its file when both agree', () => {
    const both = { AUTH_JWT_SECRET: VALUE, AUTH_JWT_SECRET_FILE: '/key' };
    expect(parse(both, { '/key': `${VALUE}\r\n` }).config.auth.jwtSecret?.reveal()).toBe(VALUE);
    const { message } = errorOf(both, { '/key': `${VALUE}-other` });
    expect(message).toContain('AUTH_JWT_SECRET and AUTH_JWT_SECRET_FILE: found a hidden value');
    expect(message).not.toContain('hunter2');
  });

  it('names variable and path of a file that cannot be read, and not its content', () => {
    const missing = errorOf({ AUTH_JWT_SECRET_FILE: '/run/secrets/jwt' }).message;
    expect(missing).toContain('AUTH_JWT_SECRET_FILE: found the path "/run/secrets/jwt"');
    expect(missing).toContain('ENOENT');
    const short = errorOf({ AUTH_JWT_SECRET_FILE: '/key' }, { '/key': 'hunter2' }).message;
    expect(short).toContain('AUTH_JWT_SECRET_FILE: found a hidden value: it is 7 bytes long');
  });

  it('reads an alias from a file too', () => {
    const variables = { DATABASE_URL: 'postgresql://db/s', DATABASE_URL_READ_FILE: '/urls' };
    const { config } = parse(variables, { '/urls': 'postgresql://r1/s,postgresql://r2/s\n' });
    expect(config.database.readUrls).toHaveLength(2);
  });
});
