import { API_KEY_SCOPES } from './api-key';

/** Bounds of a key's fields, in characters. */
export const API_KEY_LIMITS = { maxNameLength: 200, maxSubjectLength: 256 } as const;

const CONTROL_OR_SURROGATE = /[\p{Cc}\p{Cs}]/u;

/** What is wrong with a key's name: 1 to 200 characters, none of them a control character. */
export function apiKeyNameProblem(value: unknown): string | undefined {
  return textProblem(value, API_KEY_LIMITS.maxNameLength);
}

/** What is wrong with the subject that a key acts as: 1 to 256 characters, none of them a control character. */
export function apiKeySubjectProblem(value: unknown): string | undefined {
  return textProblem(value, API_KEY_LIMITS.maxSubjectLength);
}

/** What is wrong with a key's scopes: at least one, none twice. */
export function apiKeyScopesProblem(value: unknown): string | undefined {
  const known: readonly unknown[] = API_KEY_SCOPES;
  const valid =
    Array.isArray(value) && value.length > 0 && value.every((scope) => known.includes(scope));
  if (!valid) return `must name at least one of: ${API_KEY_SCOPES.join(', ')}`;
  return new Set(value).size === value.length ? undefined : 'must not name a scope twice';
}

/** What is wrong with the time a key expires: it has to come. */
export function apiKeyExpiryProblem(expiresAt: Date, now = new Date()): string | undefined {
  return expiresAt > now ? undefined : 'must be in the future';
}

function textProblem(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  const { length } = [...value];
  if (value.trim() === '' || length > maxLength) return `must have 1 to ${maxLength} characters`;
  return CONTROL_OR_SURROGATE.test(value) ? 'must not hold control characters' : undefined;
}
