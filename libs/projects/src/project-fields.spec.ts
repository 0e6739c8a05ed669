import type { NewProject } from './project';
import { projectDescriptionProblem, projectIdProblem, projectNameProblem } from './project-fields';
import { newProjectFields } from './project-input';

describe('the fields of a project', () => {
  it.each(['Checkout', 'Příliš žluťoučký kůň', '漢字', '👩‍🚀'.repeat(20), 'x'.repeat(200)])(
    'accepts the name %j',
    (name) => expect(projectNameProblem(name)).toBeUndefined(),
  );

  it.each(['', '   ', 'x'.repeat(201), 'a\nb', 'a\0b', '\ud800', 7, null, undefined])(
    'refuses the name %j',
    (name) => expect(projectNameProblem(name)).toMatch(/^must /),
  );

  it('counts characters, not UTF-16 units', () => {
    expect(projectNameProblem('😀'.repeat(200))).toBeUndefined();
    expect(projectDescriptionProblem('😀'.repeat(4_000))).toBeUndefined();
    expect(projectDescriptionProblem('😀'.repeat(4_001))).toMatch(/4000/);
  });

  it('allows several lines in a description, and nothing that cannot be stored', () => {
    expect(projectDescriptionProblem('First line\nSecond line')).toBeUndefined();
    expect(projectDescriptionProblem('a\0b')).toMatch(/NUL/);
    expect(projectDescriptionProblem('\udc00')).toMatch(/surrogates/);
    expect(projectDescriptionProblem(null)).toBe('must be a string');
  });

  it('takes UUIDs in either case for ids', () => {
    expect(projectIdProblem('0B0B6C4E-6f0e-4a52-8b4c-3a1f6e1d2c3b')).toBeUndefined();
    expect(projectIdProblem('0b0b6c4e')).toBe('must be a UUID');
  });

  it('trims the name and keeps the description as given', () => {
    expect(newProjectFields({ userId: 'ada', name: ' Shop ', description: ' a\n' })).toEqual({
      userId: 'ada',
      name: 'Shop',
      description: ' a\n',
    });
    expect(newProjectFields({ userId: 'ada', name: 'Shop' }).description).toBeNull();
  });

  it('names every offending field at once', () => {
    expect(refusal({ userId: 'ada', name: ' ', description: '\0' })).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [
        { field: 'name', message: 'must have 1 to 200 characters' },
        { field: 'description', message: 'must not hold NUL or lone surrogates' },
      ],
    });
  });
});

function refusal(input: NewProject): unknown {
  try {
    return newProjectFields(input);
  } catch (error) {
    return error;
  }
}
