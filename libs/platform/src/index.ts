export { PlatformModule, type PlatformModuleAsyncOptions } from './platform.module';
export type { PlatformOptions } from './platform-options';
export type { PlatformLogger } from './platform-logger';
export { cachePorts, type CachePorts } from './cache-ports';
export { databasePorts, type DatabasePorts } from './database-ports';
export { DatabaseOutbox } from './invalidation-outbox';
export { errorFields, type ErrorFields } from './log-events/error-fields';
export { RequestContext, type CacheOutcome, type RequestScope } from './request-context';
