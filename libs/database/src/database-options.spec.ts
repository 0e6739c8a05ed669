import { resolveDatabaseOptions } from './database-options';

const url = 'postgres://localhost/app';

describe('resolveDatabaseOptions', () => {
  it('refuses bounds of the pool between which its size does not lie', () => {
    const attempt = (): unknown =>
      resolveDatabaseOptions({ url: 'postgres://db/app', pool: { size: 5, maxSize: 4 } });
    expect(attempt).toThrow('pool.size must lie between');
  });

  it('fills in defaults, also for options that are given as undefined', () => {
    const options = resolveDatabaseOptions({
      url,
      echo: undefined,
      pool: { size: 20, maxOverflow: undefined },
    });
    expect(options).toMatchObject({ echo: false, readUrls: [], applicationName: 'nest' });
    expect(options.pool).toMatchObject({ size: 20, maxOverflow: 5, checkoutTimeoutMs: 30_000 });
  });

  it('gives the server the first word on a statement that takes too long', () => {
    expect(resolveDatabaseOptions({ url, statementTimeoutMs: 700 }).queryTimeoutMs).toBe(5700);
    expect(resolveDatabaseOptions({ url, statementTimeoutMs: 0 }).queryTimeoutMs).toBe(0);
    const reversed = { url, statementTimeoutMs: 700, queryTimeoutMs: 700 };
    expect(() => resolveDatabaseOptions(reversed)).toThrow('more than statementTimeoutMs');
  });

  it.each([
    ['pool.size', { pool: { size: 0 } }],
    ['pool.maxOverflow', { pool: { maxOverflow: -1 } }],
    ['pool.checkoutTimeoutMs', { pool: { checkoutTimeoutMs: 1.5 } }],
    ['statementTimeoutMs', { statementTimeoutMs: Number.NaN }],
    ['pool.recycleSeconds', { pool: { recycleSeconds: 2 ** 31 } }],
  ])('names %s when it is out of range', (name, options) => {
    expect(() => resolveDatabaseOptions({ url, ...options })).toThrow(name);
  });
});
