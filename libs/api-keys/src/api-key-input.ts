import { AppError, type FieldError } from '@strata/errors';
import type { NewApiKey } from './api-key';
import {
  apiKeyExpiryProblem,
  apiKeyNameProblem,
  apiKeyScopesProblem,
  apiKeySubjectProblem,
} from './api-key-fields';

/**
 * The fields of a new key, its name trimmed.
 * @throws AppError VALIDATION_FAILED with every offending field.
 */
export function validNewApiKey(input: NewApiKey): NewApiKey {
  const { name, subject, scopes, expiresAt } = input;
  const errors = [
    ...problem('name', apiKeyNameProblem(name)),
    ...problem('subject', apiKeySubjectProblem(subject)),
    ...problem('scopes', apiKeyScopesProblem(scopes)),
    ...(expiresAt === undefined ? [] : problem('expires_at', apiKeyExpiryProblem(expiresAt))),
  ];
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors });
  return { ...input, name: name.trim() };
}

function problem(field: string, message: string | undefined): FieldError[] {
  return message === undefined ? [] : [{ field, message }];
}
