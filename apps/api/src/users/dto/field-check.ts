import { applyDecorators } from '@nestjs/common';
import { ValidateBy } from 'class-validator';
import { IfGiven } from '../../http/if-given';
import type { FieldCheck } from '@strata/errors';

/** A field that must pass a library's own check, whose answer is the field's message. */
export function Checked(problem: FieldCheck): PropertyDecorator {
  return ValidateBy({
    name: 'checked',
    validator: {
      validate: (value: unknown) => problem(value) === undefined,
      defaultMessage: (args) => problem(args?.value) ?? '',
    },
  });
}

/** The same for a field that may be left out. Null is not leaving it out. */
export function CheckedIfGiven(problem: FieldCheck): PropertyDecorator {
  return applyDecorators(IfGiven(), Checked(problem));
}
