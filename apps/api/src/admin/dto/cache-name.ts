import { ValidateBy, type ValidationOptions } from 'class-validator';
import { InvalidCacheKeyError } from '@strata/cache';

/** A text that passes the cache's own check, whose complaint is the field's message. */
export function CacheName(
  check: (name: string) => string,
  options?: ValidationOptions,
): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => problem(check, value) === undefined,
    defaultMessage: () => problem(check, undefined) ?? '',
  };
  return ValidateBy({ name: 'cacheName', validator }, options);
}

/** The check says the same of everything that it refuses. */
function problem(check: (name: string) => string, value: unknown): string | undefined {
  try {
    check(typeof value === 'string' ? value : '');
    return undefined;
  } catch (error) {
    if (error instanceof InvalidCacheKeyError) return error.message;
    throw error;
  }
}
