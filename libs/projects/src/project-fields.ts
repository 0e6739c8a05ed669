/** Bounds of a project's fields, in characters. */
export const PROJECT_LIMITS = { maxNameLength: 200, maxDescriptionLength: 4_000 } as const;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const CONTROL_OR_SURROGATE = /[\p{Cc}\p{Cs}]/u;
/** What PostgreSQL cannot store. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** What is wrong with a project's id; undefined when nothing is. */
export function projectIdProblem(value: unknown): string | undefined {
  return typeof value === 'string' && UUID.test(value) ? undefined : 'must be a UUID';
}

/** What is wrong with a project's name: 1 to 200 characters, none of them a control character. */
export function projectNameProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  const { length } = [...value.trim()];
  if (length === 0 || length > PROJECT_LIMITS.maxNameLength) {
    return `must have 1 to ${PROJECT_LIMITS.maxNameLength} characters`;
  }
  return CONTROL_OR_SURROGATE.test(value) ? 'must not hold control characters' : undefined;
}

/** What is wrong with a project's description: at most 4,000 characters. */
export function projectDescriptionProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if ([...value].length > PROJECT_LIMITS.maxDescriptionLength) {
    return `must have at most ${PROJECT_LIMITS.maxDescriptionLength} characters`;
  }
  return UNSTORABLE.test(value) ? 'must not hold NUL or lone surrogates' : undefined;
}
