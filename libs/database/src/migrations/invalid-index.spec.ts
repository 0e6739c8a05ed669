import { concurrentIndexOf } from './invalid-index';

describe('concurrentIndexOf', () => {
  it.each([
    ['CREATE INDEX CONCURRENTLY a ON t (x)', 'a', 't'],
    [
      'create unique index concurrently if not exists a_idx on auth.users (lower(x))',
      'a_idx',
      'auth.users',
    ],
    ['CREATE INDEX CONCURRENTLY "A b" ON ONLY "S"."T" (x)', '"A b"', '"S"."T"'],
  ])('reads the names in %s', (code, index, table) => {
    expect(concurrentIndexOf(code)).toEqual({ index, table });
  });

  it.each(['CREATE INDEX a ON t (x)', 'DROP INDEX CONCURRENTLY a', 'SELECT 1'])(
    'leaves %s alone',
    (code) => {
      expect(concurrentIndexOf(code)).toBeUndefined();
    },
  );
});
