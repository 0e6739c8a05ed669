import { AppError } from './app-error';

/** Says what is wrong with a field's value and what is allowed; undefined when nothing is. */
export type FieldCheck = (value: unknown) => string | undefined;

/** What `check` says of a field that may be left out. */
export function ifGiven(value: unknown, check: FieldCheck): string | undefined {
  return value === undefined ? undefined : check(value);
}

/**
 * Refuses fields with which something is wrong.
 * @param problems by each field's name on the wire what is wrong with it; undefined when nothing is.
 * @throws AppError VALIDATION_FAILED with every offending field.
 */
export function refuseProblems(problems: Readonly<Record<string, string | undefined>>): void {
  const errors = Object.entries(problems).flatMap(([field, message]) =>
    message === undefined ? [] : [{ field, message }],
  );
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors });
}
