import { withEnvFile } from './env-file';

describe('a .env file', () => {
  it('is read with comments, quotes and exports', () => {
    const file = '# Database\nexport DB_ECHO=true # loud\nLOG_LEVEL="debug"\r\nPORT = 8000\n';
    expect(withEnvFile({}, file)).toEqual({ DB_ECHO: 'true', LOG_LEVEL: 'debug', PORT: '8000' });
  });

  it('gives way to the variables of the process', () => {
    expect(withEnvFile({ PORT: '1', HOME: '/h' }, 'PORT=2\nHOST=::1')).toEqual({
      PORT: '1',
      HOME: '/h',
      HOST: '::1',
    });
  });

  it.each([
    [{ CACHE_ENABLED: 'false' }, 'ENABLE_CACHE=true'],
    [{ ENABLE_CACHE: 'false' }, 'CACHE_ENABLED=true'],
    [{ DATABASE_URL_FILE: '/url' }, 'DATABASE_URL=postgresql://db/s'],
    [{ REDIS_URL: 'redis://a' }, 'REDIS_HOST=b'],
    [{ REDIS_HOST: 'a' }, 'REDIS_URL=redis://b'],
    [{ DATABASE_URL: '' }, 'DATABASE_URL=postgresql://db/s'],
  ])('gives way to %j under whichever name it says %s', (environment, file) => {
    expect(withEnvFile(environment, file)).toEqual(environment);
  });

  it('keeps the parts of a Redis address that the process does not set', () => {
    expect(withEnvFile({ REDIS_PORT: '1' }, 'REDIS_HOST=a\nREDIS_PORT=2')).toEqual({
      REDIS_HOST: 'a',
      REDIS_PORT: '1',
    });
  });
});
