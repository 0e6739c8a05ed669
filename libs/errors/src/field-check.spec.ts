import { ifGiven, refuseProblems, type FieldCheck } from './field-check';

const positive: FieldCheck = (value) => (Number(value) > 0 ? undefined : 'must be positive');

function thrownBy(call: () => void): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('refuseProblems', () => {
  it('names every field with a problem, and no other', () => {
    const refuse = () =>
      refuseProblems({ a: positive(0), b: positive(1), c: ifGiven(-1, positive) });
    const errors = ['a', 'c'].map((field) => ({ field, message: 'must be positive' }));
    const refusal: unknown = expect.objectContaining({ code: 'VALIDATION_FAILED', errors });
    expect(thrownBy(refuse)).toEqual(refusal);
  });

  it('lets pass what has none, or was left out', () => {
    expect(() => refuseProblems({ a: positive(1), b: ifGiven(undefined, positive) })).not.toThrow();
  });
});
