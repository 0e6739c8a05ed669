import { refuseProblems } from '@strata/errors';
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
  refuseProblems({
    name: apiKeyNameProblem(name),
    subject: apiKeySubjectProblem(subject),
    scopes: apiKeyScopesProblem(scopes),
    expires_at: expiresAt && apiKeyExpiryProblem(expiresAt),
  });
  return { ...input, name: name.trim() };
}
