import { storable } from './storable';

describe('what is written to the audit log', () => {
  it.each([
    ['alice', 'alice'],
    ['a\0b', 'a\ufffdb'],
    ['a\ud800', 'a\ufffd'],
    ['x'.repeat(10), 'x'.repeat(10)],
    ['x'.repeat(11), `${'x'.repeat(9)}…`],
    ['😀'.repeat(11), `${'😀'.repeat(9)}…`],
  ])('of %j is %j', (text, stored) => {
    expect(storable(text, 10)).toBe(stored);
  });
});
