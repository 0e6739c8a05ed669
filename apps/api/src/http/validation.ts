import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { AppError, type FieldError } from '@strata/errors';

/**
 * Checks bodies, queries and parameters against their DTO classes: every offending field at once,
 * and no property that the DTO does not declare.
 */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    exceptionFactory: (errors) =>
      new AppError('VALIDATION_FAILED', { errors: errors.flatMap((error) => fieldErrors(error)) }),
  });
}

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent + error.property;
  const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
  const nested = (error.children ?? []).flatMap((child) => fieldErrors(child, `${field}.`));
  return [...own, ...nested];
}
