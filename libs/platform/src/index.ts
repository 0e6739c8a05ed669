export { PlatformModule, type PlatformModuleAsyncOptions } from './platform.module';
export type { PlatformOptions } from './platform-options';
export type { PlatformLogger } from './platform-logger';
export { cachePorts, type CachePorts } from './cache-ports';
export { databasePorts, type DatabasePorts } from './database-ports';
export {
  IdempotentRequests,
  type IdempotentRequest,
  type KeptAnswer,
  type NewAnswer,
} from './idempotent-requests';
export { DatabaseOutbox } from './invalidation-outbox';
export { errorFields, type ErrorFields } from './log-events/error-fields';
export { requestFields, type RequestFields } from './request-fields';
export type { TraceContext } from './trace-context';
export { deleteBatch } from './retention/retention';
export { RetentionJob } from './retention/retention-job';
export type { RetentionRule } from './retention/retention-rule';
export { RequestContext, type CacheOutcome, type RequestScope } from './request-context';
