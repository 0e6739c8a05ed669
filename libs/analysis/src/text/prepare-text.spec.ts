import fc from 'fast-check';
import { cutWhole, prepareText, toWellFormed } from './prepare-text';

describe('preparing a text', () => {
  it('keeps a short text, composed', () => {
    expect(prepareText('cafe\u0301', 100)).toEqual({ text: 'café', truncated: false });
  });

  it('cuts a long text and says so, never within a character', () => {
    expect(prepareText('ab😀', 3)).toEqual({ text: 'ab', truncated: true });
    expect(prepareText('ab😀', 4)).toEqual({ text: 'ab😀', truncated: false });
    expect(cutWhole('😀😀', 2)).toBe('😀');
  });

  it('replaces what cannot be stored', () => {
    expect(prepareText('a\ud800b\0c', 100).text).toBe('a\ufffdb c');
    expect(toWellFormed('\udc00😀')).toBe('\ufffd😀');
  });

  it('makes one line end of each', () => {
    expect(prepareText('a\r\nb\rc\nd', 100).text).toBe('a\nb\nc\nd');
  });

  it('keeps thirty marks on a character, more than any language writes', () => {
    const { text } = prepareText(`a${'\u0323\u0301'.repeat(20_000)}`, 100_000);
    expect(text.length).toBeLessThanOrEqual(31);
  });

  it('gives well-formed text for any input, and the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(50), (raw, max) => {
        const { text } = prepareText(raw, max);
        expect(toWellFormed(text)).toBe(text);
        expect(prepareText(text, 10_000).text).toBe(text);
      }),
    );
  });
});
