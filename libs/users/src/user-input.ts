import { randomUUID } from 'node:crypto';
import { ifGiven, refuseProblems } from '@strata/errors';
import {
  canonicalLocale,
  canonicalTimeZone,
  displayNameProblem,
  emailProblem,
  localeProblem,
  timeZoneProblem,
  userIdProblem,
} from './user-fields';
import type { NewUser, UserChanges } from './user-profile';

/** A user's fields as they are stored: checked and in canonical form. */
export type UserFields = Record<keyof NewUser, string>;

const DEFAULT_LOCALE = 'en';
const DEFAULT_TIME_ZONE = 'UTC';

/**
 * The stored fields of a new user.
 * @throws AppError VALIDATION_FAILED with every offending field.
 */
export function newUserFields(input: NewUser): UserFields {
  refuseProblems({
    id: ifGiven(input.id, userIdProblem),
    email: emailProblem(input.email),
    display_name: displayNameProblem(input.displayName),
    locale: ifGiven(input.locale, localeProblem),
    time_zone: ifGiven(input.timeZone, timeZoneProblem),
  });
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
  refuseProblems({
    email: ifGiven(changes.email, emailProblem),
    display_name: ifGiven(changes.displayName, displayNameProblem),
    locale: ifGiven(changes.locale, localeProblem),
    time_zone: ifGiven(changes.timeZone, timeZoneProblem),
  });
  return {
    email: changes.email?.trim(),
    displayName: changes.displayName?.trim(),
    locale: changes.locale === undefined ? undefined : canonicalLocale(changes.locale),
    timeZone: changes.timeZone === undefined ? undefined : canonicalTimeZone(changes.timeZone),
  };
}
