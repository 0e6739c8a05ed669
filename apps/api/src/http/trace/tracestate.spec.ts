import { parseTracestate } from './tracestate';

const members = (count: number) =>
  Array.from({ length: count }, (_, index) => `k${String(index)}=v`).join(',');

describe('tracestate', () => {
  it.each([
    ['congo=t61rcWkgMzE', 'congo=t61rcWkgMzE'],
    ['rojo=00f067aa0ba902b7 ,\tcongo=t61rcWkgMzE', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'],
    ['fw529a3039@dt=FfD_~!;/ x', 'fw529a3039@dt=FfD_~!;/ x'],
    ['0tenant@system=1', '0tenant@system=1'],
    ['a=1,,b=2', 'a=1,b=2'],
    [members(32), members(32)],
  ])('passes on %s', (header, expected) => {
    expect(parseTracestate(header)).toBe(expected);
  });

  it.each([
    ['absent', undefined],
    ['empty', ' , '],
    ['without a value', 'a='],
    ['without a key', '=1'],
    ['with an upper-case key', 'A=1'],
    ['with space inside a key', 'a b=1'],
    ['with two systems', 'a@b@c=1'],
    ['with an equals sign in a value', 'a=1=2'],
    ['with what is no ASCII in a value', 'a=ž'],
    ['with a control character in a value', 'a=1\u0001'],
    ['with one key twice', 'a=1,b=2,a=3'],
    ['of more than 32 members', members(33)],
    [
      'longer than 512 characters',
      `a=${'1'.repeat(200)},b=${'1'.repeat(200)},c=${'1'.repeat(200)}`,
    ],
    ['with a key that is too long', `${'k'.repeat(257)}=1`],
    ['with a system that is too long', `a@${'s'.repeat(15)}=1`],
  ])('is dropped as a whole when it is %s', (_name, header) => {
    expect(parseTracestate(header)).toBeUndefined();
  });
});
