import * as fc from 'fast-check';
import { covers, formatPosition, isBefore, parsePosition } from './wal-position';

const position = fc.record({
  timeline: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  lsn: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
});

describe('A position in the log', () => {
  it('is written as PostgreSQL writes it, after its timeline', () => {
    expect(formatPosition({ timeline: 3, lsn: 0x16_0003_00a8n })).toBe('3:16/300A8');
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(position, (one) => {
        expect(parsePosition(formatPosition(one))).toEqual(one);
      }),
    );
  });

  it.each(['', '1', '0/1', '1:0', '1:g/0', '1:0/123456789', '1:0/1 ', '-1:0/1'])(
    'is unknown when it is written as "%s"',
    (text) => {
      expect(parsePosition(text)).toBeUndefined();
    },
  );

  it('covers what lies before it in its own timeline, and nothing of another', () => {
    expect(covers({ timeline: 1, lsn: 5n }, { timeline: 1, lsn: 5n })).toBe(true);
    expect(covers({ timeline: 1, lsn: 4n }, { timeline: 1, lsn: 5n })).toBe(false);
    expect(covers({ timeline: 2, lsn: 9n }, { timeline: 1, lsn: 5n })).toBe(false);
  });

  it('comes before every position of a newer timeline', () => {
    expect(isBefore({ timeline: 1, lsn: 9n }, { timeline: 2, lsn: 1n })).toBe(true);
    expect(isBefore({ timeline: 2, lsn: 1n }, { timeline: 1, lsn: 9n })).toBe(false);
    expect(isBefore({ timeline: 1, lsn: 1n }, { timeline: 1, lsn: 2n })).toBe(true);
  });
});
