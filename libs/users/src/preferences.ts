import { refuseProblems, type FieldCheck } from '@strata/errors';

/** A user's settings: a JSON object whose meaning is its readers' affair. */
export type Preferences = Readonly<Record<string, unknown>>;

/** The limits of {@link Preferences}. */
export const PREFERENCES_LIMITS = {
  /** Keys of one object, at any level. */
  maxKeys: 100,
  /** UTF-8 bytes of the whole as compact JSON. */
  maxBytes: 16 * 1024,
  /** Levels of objects and arrays; `{}` has one. */
  maxDepth: 5,
} as const;

const KEY = /^[A-Za-z0-9_.-]{1,64}$/;
/** Names that frameworks strip from objects as a guard against prototype pollution. */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
/** What jsonb refuses: NUL and lone surrogates. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** Says what is wrong with a settings object; undefined when nothing is. */
export const preferencesProblem: FieldCheck = (value) => {
  if (!isObject(value)) return 'must be a JSON object';
  const problem = valueProblem(value, 1);
  if (problem !== undefined) return problem;
  const bytes = Buffer.byteLength(JSON.stringify(value));
  return bytes > PREFERENCES_LIMITS.maxBytes
    ? `must have at most ${PREFERENCES_LIMITS.maxBytes} bytes as JSON`
    : undefined;
};

/** @throws AppError VALIDATION_FAILED when `value` is not a settings object within the limits. */
export function assertPreferences(value: unknown): asserts value is Preferences {
  refuseProblems({ preferences: preferencesProblem(value) });
}

function valueProblem(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return UNSTORABLE.test(value) ? 'must not hold NUL or half a surrogate pair' : undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : 'must hold finite numbers only';
    case 'boolean':
      return undefined;
    case 'object':
      return value === null ? undefined : containerProblem(value, depth);
    default:
      return 'must hold JSON values only';
  }
}

function containerProblem(container: object, depth: number): string | undefined {
  if (depth > PREFERENCES_LIMITS.maxDepth) {
    return `must be nested at most ${PREFERENCES_LIMITS.maxDepth} levels deep`;
  }
  if (!Array.isArray(container)) {
    const problem = keysProblem(Object.keys(container));
    if (problem !== undefined) return problem;
  }
  return firstProblem(Object.values(container), depth + 1);
}

function keysProblem(keys: readonly string[]): string | undefined {
  if (keys.length > PREFERENCES_LIMITS.maxKeys) {
    return `must have at most ${PREFERENCES_LIMITS.maxKeys} keys in an object`;
  }
  return keys.every((key) => KEY.test(key) && !RESERVED_KEYS.has(key))
    ? undefined
    : 'must have keys of 1 to 64 of the characters A-Z, a-z, 0-9, "_", "." and "-"; none of "__proto__", "constructor" and "prototype"';
}

function firstProblem(values: readonly unknown[], depth: number): string | undefined {
  for (const value of values) {
    const problem = valueProblem(value, depth);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
