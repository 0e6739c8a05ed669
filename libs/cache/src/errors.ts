/** Base of this library's errors; `code` is stable, the message names neither hosts nor values. */
export abstract class CacheError extends Error {
  abstract readonly code: string;

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = new.target.name;
  }
}

/** Thrown to the caller: the value cannot come back from every tier as it went in. */
export class UncacheableValueError extends CacheError {
  readonly code = 'CACHE_UNCACHEABLE_VALUE';
}

/** Thrown to the caller: the key, tag or pattern is not usable. */
export class InvalidCacheKeyError extends CacheError {
  readonly code = 'CACHE_INVALID_KEY';
}

/** Thrown to the caller: a load was given up after `hardTimeoutMs`, and no entry could stand in. */
export class LoadTimeoutError extends CacheError {
  readonly code = 'CACHE_LOAD_TIMEOUT';
}

/** Reported in events, never thrown to a caller: a warmer had not ended after `warmTimeLimitMs`. */
export class WarmerTimeoutError extends CacheError {
  readonly code = 'CACHE_WARMER_TIMEOUT';
}

/** Thrown at start: an option is out of its range. */
export class CacheOptionsError extends CacheError {
  readonly code = 'CACHE_INVALID_OPTIONS';
}

/** Reported in events, thrown to callers of SharedCounters and SharedMarks alone: Redis is not connected or the breaker is open. */
export class RedisUnavailableError extends CacheError {
  readonly code = 'CACHE_REDIS_UNAVAILABLE';
}

/** Reported in events, thrown to callers of SharedCounters and SharedMarks alone: Redis did not answer in time. */
export class RedisTimeoutError extends CacheError {
  readonly code = 'CACHE_REDIS_TIMEOUT';
}

/** Reported in events, thrown to callers of SharedCounters and SharedMarks alone: Redis answered with an error; it is the `cause`. */
export class RedisReplyError extends CacheError {
  readonly code = 'CACHE_REDIS_REPLY';
}

/** Reported in events, never thrown to a caller: a stored value could not be read; it counts as a miss. */
export class StoredEntryError extends CacheError {
  readonly code = 'CACHE_STORED_ENTRY';
}

/** Reported in events, never thrown to a caller: the outbox of invalidations did not answer in time. */
export class OutboxTimeoutError extends CacheError {
  readonly code = 'CACHE_OUTBOX_TIMEOUT';

  constructor() {
    super('The outbox of invalidations did not answer in time.');
  }
}

/** Reported in events, never thrown to a caller: the shared log did not take an invalidation, which is kept. */
export class LogUnreachableError extends CacheError {
  readonly code = 'CACHE_LOG_UNREACHABLE';

  constructor() {
    super('The log of invalidations cannot be reached.');
  }
}

/** Reported in events, never thrown to a caller: the shared log has a gap, or another one has begun. */
export class LogGapError extends CacheError {
  readonly code = 'CACHE_LOG_GAP';

  constructor() {
    super('The log of invalidations has a gap, or another one has begun.');
  }
}
