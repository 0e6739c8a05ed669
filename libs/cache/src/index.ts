export { CACHE_MANAGER } from '@nestjs/cache-manager';
export {
  cacheKey,
  type CacheKeyPart,
  cachePattern,
  checkedKey,
  checkedNamespace,
} from './cache-key';
export { CacheModule, type CacheModuleAsyncOptions } from './cache.module';
export type { CacheOptions, HttpCacheSettings, MemoryOptions, RedisOptions } from './cache.options';
export { CacheService, type InvalidationNames, type OneOrMany } from './cache.service';
export { CacheInsight, type NamesCount } from './cache-insight';
export type { CacheStats, NamespaceStats } from './cache-stats';
export type { CachePosition } from './coherence/coherence';
export type {
  DrainLimits,
  InvalidationOutbox,
  StoredInvalidation,
} from './coherence/outbox/invalidation-outbox';
export type { VersionFence } from './coherence/source-history';
export { Cached, type CachedOptions } from './decorators/cached';
export { HttpCache } from './decorators/http-cache';
export { InvalidatesCache, type InvalidatesCacheOptions } from './decorators/invalidates-cache';
export type {
  AnswerSource,
  BatchLoader,
  CachedEntry,
  EntryOptions,
  EntryPolicy,
  LoadContext,
  Loader,
  Resolved,
} from './entry-options';
export {
  CacheError,
  CacheOptionsError,
  InvalidCacheKeyError,
  LoadTimeoutError,
  LogGapError,
  LogUnreachableError,
  OutboxTimeoutError,
  RedisReplyError,
  RedisTimeoutError,
  RedisUnavailableError,
  StoredEntryError,
  UncacheableValueError,
  WarmerTimeoutError,
} from './errors';
export {
  type CacheEventListener,
  type CacheEventMap,
  type CacheEventName,
  CacheEvents,
  type LatencyTier,
  type RedisState,
  type StaleReason,
} from './events/cache-events';
export { AnswerNotCachedError } from './http/answer-not-cached.error';
export { addVary } from './http/answer-writer';
export { isKnownToClient } from './http/conditional';
export { codedTag, contentCoding, type ContentCoding } from './http/content-coding';
export {
  attachEarlyAnswers,
  type EarlyAnswerOptions,
  EarlyAnswers,
  type EarlyFastify,
  type EarlyReply,
} from './http/early-answers';
export type { DurationSummary } from './insight/durations';
export type { EndpointFigures } from './insight/endpoints';
export type { HistoryBucket } from './insight/hit-rate-history';
export type { InspectedEntry } from './insight/inspection';
export type { KeyCount } from './insight/top-keys';
export { HttpCacheInterceptor } from './http/http-cache.interceptor';
export type { CachedRequest, HttpCacheOptions, HttpCacheScope } from './http/http-cache-options';
export type { HandlerOfRoute } from './http/http-route';
export {
  type CacheWarmer,
  WARMER_STATES,
  type WarmerReport,
  type WarmerState,
} from './warming/cache-warmer';
export { CacheWarmers } from './warming/cache-warmers';
export { SharedCounters, type WindowCount } from './shared-counters';
export { SharedMarks } from './shared-marks';
export { entityTag } from './http/stored-answer';
