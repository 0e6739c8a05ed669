import { AppError, type FieldError } from '@strata/errors';

/** Keys that Nest's pipe would drop without a word. */
const STRIPPED_KEYS = ['__proto__', 'constructor', 'prototype'];

/**
 * Fields that class-validator takes for declared ones, because every object has a method of that name.
 * Deeper down they are the business of whoever stores free-form objects.
 */
const INHERITED_KEYS = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Deeper bodies would exhaust the stack of what checks them; none of ours needs more. */
const MAX_DEPTH = 32;
const TOO_DEEP = `must not nest deeper than ${String(MAX_DEPTH)} levels`;

/** An object or list somewhere in a body. */
interface Nested {
  readonly path: string;
  readonly value: object;
}

/**
 * Refuses a body that no DTO describes: not an object, nested too deeply, or with keys that would be taken for
 * inherited properties. Whatever goes through a body, recursively, does so after this.
 * @throws AppError VALIDATION_FAILED, with the fields
 */
export function refuseOddBody(body: unknown): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid([{ field: '', message: 'the body must be a JSON object' }]);
  }
  refuseInheritedKeys(body);
  let level: Nested[] = [{ path: '', value: body }];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === MAX_DEPTH) throw invalid([{ field: level[0]?.path ?? '', message: TOO_DEEP }]);
    refuseKeys(level, (key) => STRIPPED_KEYS.includes(key));
    level = level.flatMap(objectsIn);
  }
}

/**
 * Refuses keys, of a body or a query, that would be taken for inherited properties.
 * @throws AppError VALIDATION_FAILED, with the fields
 */
export function refuseInheritedKeys(value: object): void {
  refuseKeys([{ path: '', value }], (key) => INHERITED_KEYS.has(key));
}

function refuseKeys(level: readonly Nested[], isRefused: (key: string) => boolean): void {
  const paths = level.flatMap(({ path, value }) =>
    Object.keys(value)
      .filter(isRefused)
      .map((key) => joined(path, key)),
  );
  if (paths.length === 0) return;
  throw invalid(paths.map((field) => ({ field, message: `property ${field} should not exist` })));
}

function objectsIn({ path, value }: Nested): Nested[] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
    typeof child === 'object' && child !== null ? [{ path: joined(path, key), value: child }] : [],
  );
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function invalid(errors: readonly FieldError[]): AppError {
  return new AppError('VALIDATION_FAILED', { errors });
}
