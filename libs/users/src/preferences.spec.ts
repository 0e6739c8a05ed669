import { preferencesProblem } from './preferences';

const nested = (depth: number): object => (depth === 1 ? {} : { a: nested(depth - 1) });
const withKeys = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]));
/** A settings object of exactly `bytes` bytes as JSON. */
const ofSize = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

describe('settings', () => {
  it.each([
    {},
    { theme: 'dark', 'a.b-c_D': [1, null, true, { deep: 'é' }] },
    nested(5),
    withKeys(100),
    ofSize(16 * 1024),
  ])('may be %j', (value) => expect(preferencesProblem(value)).toBeUndefined());

  it.each<[string, unknown]>([
    ['an array', []],
    ['null', null],
    ['a string', 'x'],
    ['six levels', nested(6)],
    ['six levels with an array', { a: { b: { c: { d: [[]] } } } }],
    ['101 keys', withKeys(101)],
    ['101 keys inside', { a: withKeys(101) }],
    ['a byte too many', ofSize(16 * 1024 + 1)],
    ['characters of several bytes', { a: 'é'.repeat(8 * 1024) }],
    ['an empty key', { '': 1 }],
    ['a key with a blank', { 'a b': 1 }],
    ['a key of 65 characters', { ['k'.repeat(65)]: 1 }],
    ['a poisonous key', JSON.parse('{"__proto__": {}}')],
    ['a poisonous key inside', { a: JSON.parse('{"__proto__": {}}') as unknown }],
    ['a key that frameworks strip', { constructor: 1 }],
    ['NUL', { a: ['b\0'] }],
    ['half a surrogate pair', { a: '\ud83d' }],
    ['infinity', { a: Infinity }],
    ['a function', { a: () => 1 }],
  ])('must not be %s', (_name, value) => expect(preferencesProblem(value)).toMatch(/^must /));
});
