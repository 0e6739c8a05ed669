import { inspect } from 'node:util';
import fc from 'fast-check';
import { StoredEntryError } from '../errors';
import { capture } from './capture';
import { fromTagged, toTagged } from './tagged-json';

const WHOLE = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity };

describe('JSON with marks', () => {
  it('brings back whatever can be cached', () => {
    const anything = fc.anything({
      key: fc.constantFrom('~', 'a', '__proto__', ''),
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
    });
    fc.assert(
      fc.property(anything, (original) => {
        const { value } = capture(original);
        const back = fromTagged(JSON.parse(JSON.stringify(toTagged(value))));
        expect(inspect(back, WHOLE)).toBe(inspect(value, WHOLE));
      }),
    );
  });

  it.each([
    { '~': ['function', 'x'] },
    { '~': 'no list' },
    { '~': [1, 2] },
    { '~': ['map', 'no list'] },
    { '~': ['map', [1]] },
    { '~': ['bytes', 5] },
    { '~': ['object', null] },
  ])('refuses %j as no value of ours', (tree) => {
    expect(() => fromTagged(tree)).toThrow(StoredEntryError);
  });
});
