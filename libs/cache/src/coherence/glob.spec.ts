import fc from 'fast-check';
import { globMatcher, redisGlob } from './glob';

describe('a pattern', () => {
  it.each([
    ['users:*', 'users:1', true],
    ['users:*', 'users:', true],
    ['users:*', 'user:1', false],
    ['*:1', 'users:1', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'acb', false],
    ['a*a', 'a', false],
    ['*ab*ab*', 'xabx', false],
    ['**', '', true],
    ['a?c', 'abc', false],
    ['[ab]', 'a', false],
    ['exact', 'exact', true],
    ['exact', 'exactly', false],
  ])('%s on %s: %s', (pattern, text, matches) => {
    expect(globMatcher(pattern)(text)).toBe(matches);
  });

  it('agrees with a regular expression of the same meaning', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':', '.') });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '.') });
    fc.assert(
      fc.property(pattern, letters, (glob, text) => {
        const source = glob.replaceAll('.', '\\.').replaceAll('*', '.*');
        expect(globMatcher(glob)(text)).toBe(new RegExp(`^${source}$`, 's').test(text));
      }),
    );
  });

  it('means the same in Redis', () => {
    expect(redisGlob('a?[b]\\*')).toBe('a\\?\\[b\\]\\\\*');
  });
});
