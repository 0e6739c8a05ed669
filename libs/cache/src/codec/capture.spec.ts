import { UncacheableValueError } from '../errors';
import { capture } from './capture';
import { copyValue } from './copy-value';

class Account {
  constructor(readonly id: string) {}
}

class Moment extends Date {}
class Rows extends Array<number> {}

function cyclic(): object {
  const node: { self?: object } = {};
  node.self = node;
  return { list: [node] };
}

function nested(depth: number): object {
  return depth === 0 ? {} : { in: nested(depth - 1) };
}

describe('capturing a value', () => {
  it('freezes a copy of plain data and leaves the original as it was', () => {
    const original = { list: [{ a: 1 }], text: 'b' };
    const { value, shareable } = capture(original);
    expect(value).toEqual(original);
    expect(value).not.toBe(original);
    expect(shareable).toBe(true);
    expect(Object.isFrozen((value as typeof original).list[0])).toBe(true);
    original.list.push({ a: 2 });
    expect((value as typeof original).list).toHaveLength(1);
  });

  it('does not share what can be changed although it is frozen', () => {
    expect(capture({ at: new Date(0) }).shareable).toBe(false);
    expect(capture([new Map()]).shareable).toBe(false);
    expect(capture(Buffer.from('a')).shareable).toBe(false);
    expect(capture({ n: 1n, u: undefined }).shareable).toBe(true);
  });

  it('knows what JSON would change', () => {
    expect(capture({ a: [1, 'x', null, true] }).jsonSafe).toBe(true);
    for (const value of [undefined, { a: undefined }, -0, Number.NaN, 1n, new Date(0)]) {
      expect(capture(value).jsonSafe).toBe(false);
    }
  });

  it('takes the same object twice for no cycle', () => {
    const shared = { a: 1 };
    expect(capture([shared, shared]).value).toEqual([shared, shared]);
  });

  it('makes an object without a prototype an ordinary one', () => {
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    expect(capture(bare).value).toEqual({ a: 1 });
  });

  it('leaves out properties named by symbols, which no other tier could keep', () => {
    const { value } = capture({ a: 1, [Symbol('b')]: new Account('1') });
    expect(Reflect.ownKeys(value as object)).toEqual(['a']);
  });

  it('keeps no more memory alive than the bytes that are cached', () => {
    const { value } = capture({ part: Buffer.alloc(1_000_000).subarray(0, 10) });
    expect((value as { part: Buffer }).part.buffer.byteLength).toBe(10);
  });

  it('does not let data set a prototype', () => {
    const { value } = capture(JSON.parse('{"__proto__":{"admin":true}}'));
    expect((value as { admin?: boolean }).admin).toBeUndefined();
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(
      (copyValue({ at: new Date(0), ...(value as object) }) as { admin?: boolean }).admin,
    ).toBeUndefined();
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'an instance of a class',
      () => ({ owner: new Account('1') }),
      /an instance of Account.*plain object/,
    ],
    ['a subclass of a known type', () => new Moment(0), /an instance of Moment/],
    ['a subclass of Array, as clients of databases give', () => new Rows(), /an instance of Rows/],
    ['an error', () => new Error('x'), /an instance of Error/],
    ['a regular expression', () => /x/, /RegExp/],
    ['a bare memory block', () => new ArrayBuffer(1), /ArrayBuffer/],
    ['what only looks like a date', () => Object.create(Date.prototype) as object, /Date/],
    ['a boxed primitive', () => Object('text') as object, /String/],
    ['a function', () => ({ toJSON: () => 1 }), /a function/],
    ['a symbol', () => [Symbol('x')], /a symbol/],
    ['a cycle', cyclic, /contains itself/],
    ['a bottomless tree', () => nested(300), /nested/],
    ['a promise', () => Promise.resolve(1), /Promise/],
  ])('refuses %s and says what to cache instead', (_name, make, message) => {
    expect(() => capture(make())).toThrow(UncacheableValueError);
    expect(() => capture(make())).toThrow(message);
  });

  it('keeps typed arrays, cut off from the memory of the original', () => {
    const original = new Float64Array([1, -0, Number.NaN, 4]).subarray(1);
    const { value, shareable } = capture(original);
    original[0] = 7;
    expect(value).toEqual(new Float64Array([-0, Number.NaN, 4]));
    expect(shareable).toBe(false);
    expect(copyValue(value)).not.toBe(value);
    expect(copyValue(value)).toEqual(value);
  });

  it('estimates a size that grows with the data', () => {
    const small = capture({ text: 'x'.repeat(100) }).bytes;
    const large = capture({ text: 'x'.repeat(10_000) }).bytes;
    expect(small).toBeGreaterThan(100);
    expect(large - small).toBe(9_900);
    expect(capture(Buffer.alloc(5_000)).bytes).toBeGreaterThan(5_000);
  });
});

describe('a copy for one caller', () => {
  it('can be changed without others seeing it', () => {
    const { value } = capture({ at: new Date(0), tags: new Set(['a']), bytes: Buffer.from('a') });
    const copy = copyValue(value) as { at: Date; tags: Set<string>; bytes: Buffer };
    copy.at.setTime(1);
    copy.tags.add('b');
    copy.bytes.write('b');
    expect(copyValue(value)).toEqual({
      at: new Date(0),
      tags: new Set(['a']),
      bytes: Buffer.from('a'),
    });
  });
});
