import { codedTag, contentCoding } from './content-coding';

describe('the coding of a long answer', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP;Q=0.5', 'gzip'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip;q=0.001', 'gzip'],
    ['br;q=0', 'identity'],
    ['*', 'br'],
    ['*;q=0.1, br;q=0', 'gzip'],
    ['*;q=0', 'identity'],
    ['identity', 'identity'],
    ['identity;q=1, br;q=0.9', 'identity'],
    ['identity, gzip', 'gzip'],
    ['deflate, zstd', 'identity'],
    ['br;q=2, gzip;q=x', 'identity'],
    [' gzip ; q=1.000 , ,;', 'gzip'],
  ])('by Accept-Encoding: %s is %s', (header, expected) => {
    expect(contentCoding(header, true)).toBe(expected);
  });
});

it.each([
  ['br, gzip', 'identity'],
  ['br, identity;q=0', 'br'],
  ['gzip, *;q=0', 'gzip'],
  ['*;q=0', 'identity'],
])('the coding of a short answer by Accept-Encoding: %s is %s', (header, expected) => {
  expect(contentCoding(header, false)).toBe(expected);
});

it('each coding has a strong tag of its own; a weak tag is that of all', () => {
  expect(codedTag('"a"', 'identity')).toBe('"a"');
  expect(codedTag('"a"', 'br')).toBe('"a-br"');
  expect(codedTag('"a"', 'gzip')).toBe('"a-gzip"');
  expect(codedTag('W/"a"', 'gzip')).toBe('W/"a"');
});
