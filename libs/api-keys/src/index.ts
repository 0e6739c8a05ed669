export {
  API_KEY_SCOPES,
  type ApiKey,
  type ApiKeyScope,
  type NewApiKey,
  type VerifiedApiKey,
} from './api-key';
export {
  API_KEY_LIMITS,
  apiKeyNameProblem,
  apiKeyScopesProblem,
  apiKeySubjectProblem,
} from './api-key-fields';
export { isApiKey } from './api-key-secret';
export { ApiKeyUse } from './api-key-use';
export { ApiKeysModule } from './api-keys.module';
export { ApiKeysService, type CreatedApiKey } from './api-keys.service';
