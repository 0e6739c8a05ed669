import { parseTraceparent } from './traceparent';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

describe('traceparent', () => {
  it('names the trace, its parent and whether it is recorded', () => {
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-01`)).toEqual({
      traceId: TRACE,
      parentId: PARENT,
      sampled: true,
    });
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-00`)?.sampled).toBe(false);
  });

  it('reads of the flags only the one that it knows', () => {
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-fe`)?.sampled).toBe(false);
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-ff`)?.sampled).toBe(true);
  });

  it.each([`01-${TRACE}-${PARENT}-01`, `cc-${TRACE}-${PARENT}-01-what-comes-later`])(
    'of a later version is read as far as it is known: %s',
    (header) => {
      expect(parseTraceparent(header)).toMatchObject({ traceId: TRACE, parentId: PARENT });
    },
  );

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['of the version that must not be', `ff-${TRACE}-${PARENT}-01`],
    ['with an upper-case version', `0A-${TRACE}-${PARENT}-01`],
    ['with a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['with a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['in upper case', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['with a trace that is short', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['with a parent that is long', `00-${TRACE}-${PARENT}0-01`],
    ['with flags that are no digits', `00-${TRACE}-${PARENT}-0x`],
    ['without flags', `00-${TRACE}-${PARENT}`],
    ['of version 00 with more behind it', `00-${TRACE}-${PARENT}-01-more`],
    ['of a later version with more behind it that is not parted', `01-${TRACE}-${PARENT}-01more`],
    ['with space around it', ` 00-${TRACE}-${PARENT}-01`],
    ['sent twice', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
  ])('is not taken when it is %s', (_name, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});
