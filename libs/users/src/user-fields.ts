import type { FieldCheck } from '@strata/errors';
import { isEmail } from 'class-validator';
import { Temporal } from 'temporal-polyfill';

const USER_ID = /^[A-Za-z0-9_-]{1,64}$/;
const MAX_EMAIL_LENGTH = 254;
const MAX_DISPLAY_NAME_LENGTH = 200;
const MAX_LOCALE_LENGTH = 64;
/** Names of the IANA database only: an offset (`+02:00`) knows no change of the clocks. */
const TIME_ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;
/** Control characters and lone surrogates; of these PostgreSQL stores neither NUL nor the latter. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;
const NOT_VISIBLE_ASCII = /[^\x21-\x7e]/;

/** A user's id: 1 to 64 letters, digits, `_` and `-`. */
export const userIdProblem: FieldCheck = (value) =>
  typeof value === 'string' && USER_ID.test(value)
    ? undefined
    : 'must be 1 to 64 of the characters A-Z, a-z, 0-9, "_" and "-"';

/** An email address. ASCII only, so that "without regard to case" means the same in every database. */
export const emailProblem: FieldCheck = (value) => {
  if (typeof value !== 'string') return 'must be a string';
  const email = value.trim();
  if (email.length > MAX_EMAIL_LENGTH) return `must have at most ${MAX_EMAIL_LENGTH} characters`;
  // In this order: `isEmail` throws where it meets a lone surrogate.
  if (!NOT_VISIBLE_ASCII.test(email) && isEmail(email)) return undefined;
  return 'must be an ASCII email address such as ada@example.com';
};

/** A name to show: 1 to 200 characters, none of them a control character. */
export const displayNameProblem: FieldCheck = (value) => {
  if (typeof value !== 'string') return 'must be a string';
  const name = value.trim();
  const { length } = [...name];
  if (length === 0 || length > MAX_DISPLAY_NAME_LENGTH) {
    return `must have 1 to ${MAX_DISPLAY_NAME_LENGTH} characters`;
  }
  return UNSTORABLE.test(name) ? 'must not hold control characters' : undefined;
};

/** A BCP 47 language tag. */
export const localeProblem: FieldCheck = (value) =>
  typeof value === 'string' && value.length <= MAX_LOCALE_LENGTH && succeeds(canonicalLocale, value)
    ? undefined
    : 'must be a BCP 47 language tag such as "en" or "cs-CZ"';

/** An IANA time zone that this runtime knows. */
export const timeZoneProblem: FieldCheck = (value) =>
  typeof value === 'string' && TIME_ZONE_NAME.test(value) && succeeds(canonicalTimeZone, value)
    ? undefined
    : 'must be an IANA time zone such as "UTC" or "Europe/Prague"';

/**
 * A language tag in its canonical form (`cs-cz` → `cs-CZ`).
 * @throws RangeError when it is none.
 */
export function canonicalLocale(tag: string): string {
  return Intl.getCanonicalLocales(tag)[0] ?? tag;
}

/**
 * A zone's name in its own capitalisation (`europe/prague` → `Europe/Prague`). A link keeps its name:
 * `Asia/Kolkata` does not become `Asia/Calcutta`.
 * @throws RangeError when the runtime does not know it.
 */
export function canonicalTimeZone(name: string): string {
  return Temporal.Now.zonedDateTimeISO(name).timeZoneId;
}

function succeeds(parse: (value: string) => string, value: string): boolean {
  try {
    parse(value);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
