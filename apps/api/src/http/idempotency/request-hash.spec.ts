import { requestHash } from './request-hash';

const hash = (body: unknown, path = '/a') => requestHash('POST', path, body);

it('is the same in whatever order the properties come, and no other', () => {
  const one = hash({ a: 1, b: { c: [1, 2], d: null } });
  expect(hash({ b: { d: null, c: [1, 2] }, a: 1 })).toBe(one);
  const others = [
    { a: 1, b: { c: [2, 1], d: null } },
    { a: '1', b: { c: [1, 2], d: null } },
    {},
    undefined,
  ];
  for (const other of others) expect(hash(other)).not.toBe(one);
  expect(hash({ a: 1 }, '/b')).not.toBe(hash({ a: 1 }));
});

it('tells apart integer-like names and their values', () => {
  expect(hash({ '2': 'x', '1': 'y' })).toBe(hash({ '1': 'y', '2': 'x' }));
  expect(hash({ '2': 'x', '1': 'y' })).not.toBe(hash({ '1': 'x', '2': 'y' }));
});
