import type { CacheEvents } from '@strata/cache';
import type { PlatformLogger } from '../platform-logger';
import { errorFields } from './error-fields';
import { RepeatLimit } from './repeat-limit';

/** Writes what the cache does: look-ups at debug, warmers at info, changes of Redis's state and failures at warn. */
export function logCacheEvents(events: Pick<CacheEvents, 'on'>, logger: PlatformLogger): void {
  logLookups(events, logger);
  logFailures(events, logger);
  logWarmers(events, logger);
  events.on('state', ({ redis }) => {
    if (redis === 'unavailable') logger.warn({ redis }, 'cache_state');
    else logger.info({ redis }, 'cache_state');
  });
}

/** What a warmer threw is written as an error of the cache. */
function logWarmers(events: Pick<CacheEvents, 'on'>, logger: PlatformLogger): void {
  events.on('warmed', ({ warmer, state, durationMs }) => {
    const fields = { warmer, state, duration_ms: Math.round(durationMs) };
    if (state === 'failed' || state === 'timed_out') logger.warn(fields, 'cache_warmed');
    else logger.info(fields, 'cache_warmed');
  });
}

function logLookups(events: Pick<CacheEvents, 'on'>, logger: PlatformLogger): void {
  events.on('hit', ({ namespace, tier }) => {
    if (logger.isLevelEnabled('debug')) logger.debug({ namespace, tier }, 'cache_hit');
  });
  events.on('miss', ({ namespace }) => {
    if (logger.isLevelEnabled('debug')) logger.debug({ namespace }, 'cache_miss');
  });
}

function logFailures(events: Pick<CacheEvents, 'on'>, logger: PlatformLogger): void {
  const limit = new RepeatLimit();
  events.on('error', ({ operation, error }) => {
    const fields = { operation, ...errorFields(error) };
    limit.pass(`${operation} ${fields.error_type}`, (suppressed) => {
      logger.warn({ ...fields, suppressed }, 'cache_error');
    });
  });
}
