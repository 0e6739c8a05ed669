import { decodeNames, encodeNames } from './log-record';

describe('a record of the log', () => {
  it('carries every kind of name', () => {
    const names = { keys: ['a'], tags: ['b', 'c'], namespaces: ['d'], patterns: ['e*'], all: true };
    expect(decodeNames(encodeNames(names))).toEqual(names);
  });

  it('carries only what there is', () => {
    expect(encodeNames({ keys: ['a'], tags: [] })).toBe('{"k":["a"]}');
  });

  it.each([undefined, '', 'garbage', 'null', '[]x', '{"k":[1]}', '{"k":"a"}', '5'])(
    'that reads %j invalidates everything',
    (text) => {
      expect(decodeNames(text)).toEqual({ all: true });
    },
  );
});
