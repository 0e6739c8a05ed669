import { ConfigError } from './config-error';
import { parseConfig } from './parse-config';
import { ALL_SETTINGS } from './settings';
import { variablesOf } from './engine/setting';
import { errorOf, faultsOf, parse, PRODUCTION, readFrom } from './testing/parse';

describe('defaults', () => {
  it('needs no variable at all in development', () => {
    expect(parse({})).toEqual({
      warnings: [],
      config: {
        environment: 'development',
        http: {
          host: '127.0.0.1',
          port: 3000,
          trustProxy: false,
          corsOrigins: [],
          bodyLimitBytes: 1_048_576,
          requestTimeoutSeconds: 30,
          shedAfterMs: 500,
          serverTiming: true,
        },
        shutdown: { drainSeconds: 0, timeoutSeconds: 30 },
        log: { level: 'info', pretty: undefined },
        rateLimits: { reads: 1_000_000, writes: 300_000, analysis: 120_000, admin: 60_000 },
        auth: { required: false },
        database: {
          url: undefined,
          otherUrls: [],
          readUrls: [],
          directUrls: [],
          pooler: 'none',
          readWeights: [],
          replicaMaxLagMs: 10_000,
          replicaMaxLagBytes: 67_108_864,
          readYourWritesSeconds: 5,
          ssl: { mode: 'disable', ca: undefined },
          pool: {
            size: 5,
            minSize: undefined,
            maxSize: undefined,
            maxOverflow: 5,
            timeoutSeconds: 30,
            recycleSeconds: 1800,
            prePing: true,
            leakAfterSeconds: 60,
          },
          statementTimeoutSeconds: 30,
          lockTimeoutSeconds: 10,
          idleInTransactionTimeoutSeconds: 60,
          slowQueryMs: 500,
          processes: 1,
          queryComments: false,
          echo: false,
          applicationName: 'strata',
        },
        embedded: { dataDir: '.data' },
        cache: {
          enabled: true,
          namespace: 'strata',
          ttlSeconds: { default: 300, users: 3600, stats: undefined, llm: 86_400, analysis: 3600 },
          warmProfiles: 100,
        },
        redis: undefined,
        retention: { apiKeyDays: 90, auditDays: 365, idempotencyDays: 7, outboxDays: 30 },
      },
    });
  });

  it('takes a larger pool in production', () => {
    expect(parse(PRODUCTION).config.database.pool).toMatchObject({ size: 20, maxOverflow: 10 });
  });

  it('takes the defaults of development for tests', () => {
    const { config } = parse({ NODE_ENV: 'test' });
    expect(config.environment).toBe('test');
    expect(config.database.pool).toMatchObject({ size: 5, maxOverflow: 5 });
  });

  it('counts an empty variable as unset', () => {
    expect(parse({ PORT: '', DB_POOL_SIZE: '  ', DATABASE_URL: '""' })).toEqual(parse({}));
  });

  it('cannot be changed once parsed', () => {
    const { config } = parse({});
    expect(Object.isFrozen(config.database.pool)).toBe(true);
    expect(Object.isFrozen(config.cache.ttlSeconds)).toBe(true);
  });
});

describe('every declared setting', () => {
  const readVariables = () => {
    const names = new Set<string>();
    const handler: ProxyHandler<Record<string, string>> = {
      getOwnPropertyDescriptor(target, name) {
        names.add(String(name));
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    };
    const environment = new Proxy({ REDIS_HOST: 'localhost' }, handler);
    parseConfig(environment, { readFile: readFrom({}) });
    return names;
  };

  it('is read under each of its names', () => {
    expect([...readVariables()]).toEqual(expect.arrayContaining(ALL_SETTINGS.flatMap(variablesOf)));
  });

  it('has names that no other setting has', () => {
    const names = ALL_SETTINGS.flatMap(variablesOf);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('faults', () => {
  it('are all reported at once, each by variable, what was found and what is allowed', () => {
    const error = errorOf({
      PORT: '10abc',
      DB_POOL_SIZE: '0',
      LOG_LEVEL: 'loud',
      DB_ECHO: 'maybe',
    });
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toBe(
      [
        'The configuration has 4 faults:',
        '  - PORT: found "10abc"; allowed: a whole number from 0 to 65535',
        '  - LOG_LEVEL: found "loud"; allowed: fatal, error, warn, info, debug, trace, silent',
        '  - DB_POOL_SIZE: found "0"; allowed: a whole number from 1 to 1000',
        '  - DB_ECHO: found "maybe"; allowed: true, false, 1, 0, yes, no, on or off',
      ].join('\n'),
    );
  });

  it('name the alias that was set', () => {
    expect(faultsOf({ REDIS_CACHE_TTL_USER: 'long' })).toEqual(['REDIS_CACHE_TTL_USER: "long"']);
  });

  it('come with the warnings, because a misspelt variable is often why another is missing', () => {
    const environment = { ...PRODUCTION, DATABASE_URL: '', DATABSE_URL: 'postgresql://db/strata' };
    const { message } = errorOf(environment);
    expect(message).toContain('DATABASE_URL: found nothing');
    expect(message).toContain('DATABSE_URL is not a setting');
  });

  it.each(['10abc', '1e3', '0x10', '3.5', '-1', 'NaN', 'Infinity', '9'.repeat(400)])(
    'include the number written as %s',
    (text) => {
      expect(errorOf({ DB_POOL_TIMEOUT: text }).faults).toHaveLength(1);
    },
  );

  it('quote what could disturb a log, and cut what is long', () => {
    expect(faultsOf({ PORT: 'a\nb\u001b[2J' })).toEqual(['PORT: "a\\nb\\u001b[2J"']);
    expect(errorOf({ PORT: 'x'.repeat(5000) }).message.length).toBeLessThan(400);
  });
});

describe('two names for one setting', () => {
  it.each([
    ['CACHE_DEFAULT_TTL', 'CACHE_TTL', '60', '70'],
    ['CACHE_TTL', 'REDIS_CACHE_TTL_DEFAULT', '60', '70'],
    ['CACHE_ENABLED', 'ENABLE_CACHE', 'true', 'off'],
    ['CACHE_TTL_USERS', 'REDIS_CACHE_TTL_USER', '60', '70'],
    ['CACHE_TTL_STATS', 'REDIS_CACHE_TTL_STATS', '60', '70'],
    ['CACHE_TTL_LLM', 'REDIS_CACHE_TTL_OPENAI', '60', '70'],
  ])('%s and %s may not differ', (one, other, a, b) => {
    expect(faultsOf({ [one]: a, [other]: b })).toEqual([`${one} and ${other}: "${a}" and "${b}"`]);
  });

  it('may say the same in other words', () => {
    expect(parse({ CACHE_ENABLED: 'Off', ENABLE_CACHE: '0' }).config.cache.enabled).toBe(false);
  });

  it('may not differ for secrets either, and nothing of them is shown', () => {
    const environment = {
      DATABASE_URL: 'postgresql://db/strata',
      DATABASE_READ_URLS: 'postgresql://u:hunter2@r1/strata',
      DATABASE_URL_READ: 'postgresql://u:hunter3@r1/strata',
    };
    const { message } = errorOf(environment);
    expect(message).toContain('DATABASE_READ_URLS and DATABASE_URL_READ: found a hidden value');
    expect(message).not.toMatch(/hunter/);
  });
});

describe('production', () => {
  it('names every setting that it lacks', () => {
    const { faults } = errorOf({ NODE_ENV: 'production' });
    expect(faults.map(({ variable }) => variable)).toEqual(['AUTH_JWT_SECRET', 'DATABASE_URL']);
    expect(faults[0]?.allowed).toContain('AUTH_JWKS_URL');
  });

  it('reports a faulty address once, not also as missing', () => {
    const environment = { ...PRODUCTION, DATABASE_URL: 'db.internal' };
    expect(faultsOf(environment)).toEqual([
      expect.stringContaining('DATABASE_URL: a hidden value'),
    ]);
    const { DATABASE_URL: _, ...rest } = PRODUCTION;
    expect(faultsOf({ ...rest, DATABASE_URL_FILE: '/nowhere' })).toHaveLength(1);
  });

  it.each(['production', 'staging'])('is recognised by RAILWAY_ENVIRONMENT=%s', (name) => {
    const { NODE_ENV: _, ...rest } = PRODUCTION;
    expect(parse({ ...rest, RAILWAY_ENVIRONMENT: name }).config.environment).toBe('production');
    expect(errorOf({ RAILWAY_ENVIRONMENT: name }).faults).toHaveLength(2);
  });

  it('is kept on Railway whatever NODE_ENV says, with a warning', () => {
    const environment = { ...PRODUCTION, NODE_ENV: 'development', RAILWAY_ENVIRONMENT: 'staging' };
    const { config, warnings } = parse(environment);
    expect(config.environment).toBe('production');
    expect(warnings).toEqual([expect.stringContaining('NODE_ENV is development')]);
  });

  it('tells nobody how long an answer has waited', () => {
    expect(parse(PRODUCTION).config.http.serverTiming).toBe(false);
  });

  it('needs no Redis', () => {
    expect(parse(PRODUCTION).config.redis).toBeUndefined();
  });

  it('needs no key for a command that answers no requests', () => {
    const environment = { NODE_ENV: 'production', DATABASE_URL: PRODUCTION.DATABASE_URL };
    const options = { readFile: readFrom({}), servesRequests: false };
    expect(parseConfig(environment, options).config.database.url).toBeDefined();
    expect(() => parseConfig({ NODE_ENV: 'production' }, options)).toThrow(/DATABASE_URL/);
  });
});
