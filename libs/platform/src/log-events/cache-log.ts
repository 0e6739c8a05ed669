import type { CacheEvents } from '@strata/cache';
import type { PlatformLogger } from '../platform-logger';
import { errorFields } from './error-fields';
import { RepeatLimit } from './repeat-limit';

/** Writes what the cache does: look-ups at debug, changes of Redis's state and failures at warn. */
export function logCacheEvents(events: Pick<CacheEvents, 'on'>, logger: PlatformLogger): void {
  logLookups(events, logger);
  logFailures(events, logger);
  events.on('state', ({ redis }) => {
    if (redis === 'unavailable') logger.warn({ redis }, 'cache_state');
    else logger.info({ redis }, 'cache_state');
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
