import { randomUUID } from 'node:crypto';
import { AppError } from '@strata/errors';
import {
  canonicalLocale,
  canonicalTimeZone,
  displayNameProblem,
  emailProblem,
  localeProblem,
  timeZoneProblem,
  userIdProblem,
  type FieldCheck,
} from './user-fields';
import type { NewUser, UserChanges } from './user-profile';

type Field = keyof NewUser;
/** A user's fields as they are stored: checked and in canonical form. */
export type UserFields = Record<Field, string>;

const DEFAULT_LOCALE = 'en';
const DEFAULT_TIME_ZONE = 'UTC';

/** Each field's name on the wire and its check. */
const FIELDS: Readonly<Record<Field, readonly [wireName: string, check: FieldCheck]>> = {
  id: ['id', userIdProblem],
  email: ['email', emailProblem],
  displayName: ['display_name', displayNameProblem],
  locale: ['locale', localeProblem],
  timeZone: ['time_zone', timeZoneProblem],
};

/**
 * The stored fields of a new user.
 * @throws AppError VALIDATION_FAILED with every offending field.
 */
export function newUserFields(input: NewUser): UserFields {
  assertValid(input, ['email', 'displayName']);
  return {
    id: input.id ?? randomUUID(),
    email: input.email.trim(),
    displayName: input.displayName.trim(),
    locale: canonicalLocale(input.locale ?? DEFAULT_LOCALE),
    timeZone: canonicalTimeZone(input.timeZone ?? DEFAULT_TIME_ZONE),
  };
}

/**
 * The stored form of changed fields; undefined where nothing changes.
 * @throws AppError VALIDATION_FAILED with every offending field.
 */
export function changedUserFields(changes: UserChanges): Partial<UserFields> {
  assertValid(changes, []);
  return {
    email: changes.email?.trim(),
    displayName: changes.displayName?.trim(),
    locale: changes.locale === undefined ? undefined : canonicalLocale(changes.locale),
    timeZone: changes.timeZone === undefined ? undefined : canonicalTimeZone(changes.timeZone),
  };
}

function assertValid(input: Partial<NewUser>, required: readonly Field[]): void {
  const errors = (Object.keys(FIELDS) as Field[]).flatMap((name) => {
    const value = input[name];
    if (value === undefined && !required.includes(name)) return [];
    const [field, check] = FIELDS[name];
    const message = check(value);
    return message === undefined ? [] : [{ field, message }];
  });
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors });
}
