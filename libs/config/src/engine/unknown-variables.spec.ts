import { parse } from '../testing/parse';

const warningsOf = (environment: Record<string, string>) => parse(environment).warnings;

describe('a variable that is no setting', () => {
  it.each([
    ['DB_POOLSIZE', 'DB_POOL_SIZE'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URLS', 'DATABASE_URL'],
    ['REDIS_ULR', 'REDIS_URL'],
    ['CACHE_TTL_USER', 'CACHE_TTL_USERS'],
    ['CACHE_DEFUALT_TTL', 'CACHE_DEFAULT_TTL'],
    ['AUTH_JWT_KEY', 'AUTH_JWT_SECRET'],
    ['EMBEDDED_DATADIR', 'EMBEDDED_DATA_DIR'],
    ['ENABLE_CAHCE', 'ENABLE_CACHE'],
    ['TRUST_PROXYS', 'TRUST_PROXY'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['redis_url', 'REDIS_URL'],
    ['DB_POOL_SIZE_FILE', 'DB_POOL_SIZE'],
    ['DB_HOST', 'DATABASE_URL'],
    ['REDIS_PASSWORD', 'REDIS_URL'],
  ])('but looks like one is reported: %s is near %s', (name, nearest) => {
    const [warning, ...others] = warningsOf({ [name]: 'x' });
    expect(warning).toBe(
      `${name} is not a setting of this service and has no effect; the nearest is ${nearest}.`,
    );
    expect(others).toEqual([]);
  });

  it('and has nothing to do with the service is passed over', () => {
    const unrelated = {
      PATH: '/usr/bin',
      HOME: '/root',
      HOSTNAME: 'api-7d9',
      PORTS: '1',
      TERM: 'xterm',
      SHELL: '/bin/sh',
      NODE_OPTIONS: '--enable-source-maps',
      NODE_PATH: '/x',
      npm_config_cache: '/srv/app/.npm',
      npm_package_name: 'strata',
      XDG_CACHE_HOME: '/srv/app/.cache',
      OPENAI_API_KEY: 'x',
      QDRANT_URL: 'http://localhost:6333',
      EMBEDDING_PROVIDER: 'gemini',
      TEST_DATABASE_URL: 'postgresql://localhost/test',
      TEST_REDIS_URL: 'redis://localhost',
      RAILWAY_PROJECT_ID: 'x',
      OTEL_SERVICE_NAME: 'x',
      DB_POOLSIZE: '',
      __proto__x: 'x',
    };
    expect(warningsOf(unrelated)).toEqual([]);
  });

  it('is named without its value', () => {
    expect(warningsOf({ REDIS_PASSWORD: 'hunter2' }).join()).not.toContain('hunter2');
  });
});
