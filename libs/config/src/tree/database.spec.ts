import { errorOf, faultsOf, parse } from '../testing/parse';

const urlOf = (DATABASE_URL: string) => parse({ DATABASE_URL }).config.database.url?.reveal();

describe('DATABASE_URL', () => {
  it.each([
    'postgresql+asyncpg',
    'postgresql+psycopg2',
    'postgresql+psycopg',
    'postgres',
    'PostgreSQL',
  ])('is understood with the scheme %s', (scheme) => {
    expect(urlOf(`${scheme}://u:p@db:5433/strata`)).toBe('postgresql://u:p@db:5433/strata');
  });

  it('keeps an encoded password as it was written', () => {
    const rest = 'u%2B1:p%40s%2Fs%23%25@db/strata';
    expect(urlOf(`postgresql+asyncpg://${rest}`)).toBe(`postgresql://${rest}`);
  });

  it('keeps parameters that are not about TLS', () => {
    const url = urlOf('postgres://db/strata?sslmode=disable&connect_timeout=5&ssl=false');
    expect(url).toBe('postgresql://db/strata?connect_timeout=5');
  });

  it('may name its socket folder in a parameter instead of a host', () => {
    const url = 'postgresql://u:p@/strata?host=%2Fvar%2Frun%2Fpostgresql';
    expect(urlOf(url)).toBe(url);
  });

  it('may be several whole URLs, and a comma inside one is its own', () => {
    const DATABASE_URL = 'postgresql://u:a,b@db1/s, postgres://u:p@db2/s';
    const { database } = parse({ DATABASE_URL }).config;
    expect([database.url, ...database.otherUrls].map((url) => url?.reveal())).toEqual([
      'postgresql://u:a,b@db1/s',
      'postgresql://u:p@db2/s',
    ]);
  });

  it('loses quotes that a container env file left in', () => {
    expect(urlOf(`'postgresql://db/strata'`)).toBe('postgresql://db/strata');
  });

  it.each([
    ['mysql://u:hunter2@db/strata', 'begin with postgresql://'],
    ['u:hunter2@db/strata', 'begin with postgresql://'],
    ['postgresql://u:hunter2#@db/strata', '%23'],
    ['postgresql://u:hunter2%@db/strata', '%25'],
    ['postgresql://u:hunter2/x@db/strata', 'no valid URL'],
    ['postgresql://u:hunter2@db:port/strata', 'no valid URL'],
    ['postgresql://u:hunter2@a,b/strata', 'more than one host'],
    ['postgresql://u:hunter2@a/s,postgresql://b:port/s', 'number 2 of the list is wrong'],
    ['postgresql://u:hunter2@db/\nstrata', 'control character'],
    ['postgresql://u:hunter2@db/s?sslmode=hunter2', 'sslmode'],
    ['postgresql://u:hunter2@db/s?sslmode=require&ssl=verify-full', 'twice'],
    ['postgresql://u:hunter2@db/s?sslcert=/c&sslkey=/k', 'client certificates'],
  ])('is refused as %j, saying why without repeating it', (url, reason) => {
    const { message } = errorOf({ DATABASE_URL: url });
    expect(message).toContain('DATABASE_URL: found a hidden value');
    expect(message).toContain(reason);
    expect(message).not.toContain('hunter2');
  });
});

describe('DATABASE_READ_URLS', () => {
  const DATABASE_URL = 'postgresql://u:p@db/strata';

  it.each(['DATABASE_READ_URLS', 'DATABASE_URL_READ'])('is a list of whole URLs as %s', (name) => {
    const list = 'postgresql+asyncpg://u:p@r1/s, postgres://u:p@r2/s,';
    const { readUrls } = parse({ DATABASE_URL, [name]: list }).config.database;
    expect(readUrls.map((url) => url.reveal())).toEqual([
      'postgresql://u:p@r1/s',
      'postgresql://u:p@r2/s',
    ]);
  });

  it('says which of its URLs is wrong', () => {
    const faults = faultsOf({ DATABASE_URL, DATABASE_READ_URLS: 'postgresql://r1/s,mysql://r2/s' });
    expect(faults).toEqual([expect.stringContaining('number 2 of the list is wrong')]);
  });

  it('needs a primary', () => {
    const { faults } = errorOf({ DATABASE_URL_READ: 'postgresql://r1/s' });
    expect(faults).toEqual([
      {
        variable: 'DATABASE_URL',
        found: 'nothing',
        allowed: expect.stringContaining('because DATABASE_URL_READ is set') as string,
      },
    ]);
  });
});

describe('DATABASE_READ_WEIGHTS', () => {
  const urls = {
    DATABASE_URL: 'postgresql://u:p@db/s',
    DATABASE_READ_URLS: 'postgres://r1/s,postgres://r2/s',
  };

  it('are equal unless they are given', () => {
    expect(parse(urls).config.database.readWeights).toEqual([1, 1]);
    const given = { ...urls, DATABASE_READ_WEIGHTS: '3,1' };
    expect(parse(given).config.database.readWeights).toEqual([3, 1]);
  });

  it('are refused unless there is one for each replica', () => {
    const { message } = errorOf({ ...urls, DATABASE_READ_WEIGHTS: '3' });
    expect(message).toContain('DATABASE_READ_WEIGHTS: found 1 for 2 replicas');
  });
});

describe('DATABASE_POOLER', () => {
  const DATABASE_URL = 'postgresql://u:p@pooler:6432/s';

  it('needs a way past the pooler', () => {
    const { message } = errorOf({ DATABASE_URL, DATABASE_POOLER: 'transaction' });
    expect(message).toContain('DATABASE_DIRECT_URL: found nothing');
    expect(message).toContain('required because DATABASE_POOLER is transaction');
  });

  it('is transaction when that is given', () => {
    const DATABASE_DIRECT_URL = 'postgres://u:p@db1/s,postgres://u:p@db2/s';
    const { database } = parse({
      DATABASE_URL,
      DATABASE_DIRECT_URL,
      DATABASE_POOLER: 'Transaction',
    }).config;
    expect(database.pooler).toBe('transaction');
    expect(database.directUrls.map((url) => url.reveal())).toEqual([
      'postgresql://u:p@db1/s',
      'postgresql://u:p@db2/s',
    ]);
  });

  it('is none otherwise', () => {
    expect(parse({ DATABASE_URL }).config.database).toMatchObject({
      pooler: 'none',
      directUrls: [],
    });
  });

  it('means the same TLS on both ways', () => {
    const DATABASE_DIRECT_URL = 'postgres://db/s?sslmode=require';
    const settings = { DATABASE_URL, DATABASE_DIRECT_URL, DATABASE_POOLER: 'transaction' };
    expect(errorOf(settings).message).toContain('sslmode in DATABASE_DIRECT_URL');
  });
});
