import fc from 'fast-check';
import { cacheKey, cachePattern, checkedKey, namespaceOf } from './cache-key';
import { globMatcher } from './coherence/glob';
import { InvalidCacheKeyError } from './errors';

const part = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.bigInt(), fc.boolean());

describe('a cache key', () => {
  it('reads as namespace and parts', () => {
    expect(cacheKey('users', 42, 'settings')).toBe('users:42:settings');
    expect(cacheKey('users', 'a@b.c')).toBe('users:a@b.c');
    expect(cacheKey('users')).toBe('users');
  });

  it('escapes what could act as separator, pattern or control character', () => {
    expect(cacheKey('n', 'a:b', '*', 'x\ny\0', '50%')).toBe('n:a%3ab:%2a:x%0ay%00:50%25');
  });

  it('is different for different parts, and the same for the same', () => {
    const parts = fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = one.length === other.length && one.every((text, i) => text === other[i]);
        expect(cacheKey('n', ...one) === cacheKey('n', ...other)).toBe(same);
      }),
    );
  });

  it('is injective where parts that need no escaping meet those that do', () => {
    const tricky = fc.string({
      unit: fc.constantFrom('a', '0', '%', ':', '*', 'é', '€', 'u', '\ud800'),
    });
    const parts = fc.array(tricky, { maxLength: 3 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = one.length === other.length && one.every((text, i) => text === other[i]);
        expect(cacheKey('n', ...one) === cacheKey('n', ...other)).toBe(same);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([undefined, null, {}, [], Symbol('id')])(
    'is not made of a part that many could share: %s',
    (missing) => {
      expect(() => cacheKey('users', missing as never)).toThrow(InvalidCacheKeyError);
    },
  );

  it('tells a character beyond Latin from an escape that is followed by digits', () => {
    expect(cacheKey('n', '\u20ac')).not.toBe(cacheKey('n', ' ac'));
  });

  it('holds no separator, wildcard or control character of a part, however long that is', () => {
    fc.assert(
      fc.property(part, (one) => {
        const key = cacheKey('n', one);
        expect(key.slice(2)).not.toMatch(/[:*\p{Cc}]/u);
        expect(checkedKey(key)).toBe(key);
      }),
    );
  });

  it('stays short for long parts and tells them apart', () => {
    const one = cacheKey('n', 'x'.repeat(5_000) + '1');
    const other = cacheKey('n', 'x'.repeat(5_000) + '2');
    expect(one.length).toBeLessThan(70);
    expect(one).not.toBe(other);
  });

  it.each(['', 'a:b', 'a*', 'a b', 'x'.repeat(65)])('refuses the namespace %p', (namespace) => {
    expect(() => cacheKey(namespace, 1)).toThrow(InvalidCacheKeyError);
  });

  it('names its namespace', () => {
    expect(namespaceOf('users:42:settings')).toBe('users');
    expect(namespaceOf('users')).toBe('users');
  });
});

describe('a pattern of keys', () => {
  it('matches the keys with further parts, and no neighbour', () => {
    const matches = globMatcher(cachePattern('users', 4));
    expect(matches(cacheKey('users', 4, 'settings'))).toBe(true);
    expect(matches(cacheKey('users', 42, 'settings'))).toBe(false);
    expect(matches(cacheKey('users', 4))).toBe(false);
  });

  it('matches no more than intended, whatever a part holds', () => {
    expect(cachePattern('users', '*')).toBe('users:%2a:*');
  });
});

describe('a key given by hand', () => {
  it.each(['', 'a\nb', 'a\0', 'a\ud800', 'x'.repeat(2_049)])('is refused when it is %j', (key) => {
    expect(() => checkedKey(key)).toThrow(InvalidCacheKeyError);
  });
});
