import { cacheKey } from '@strata/cache';
import { userCache } from '@strata/users';

/**
 * The cache names of stats. Zone and date are part of each key: what was loaded as today is never
 * found under tomorrow's key, however late it is stored.
 */
export const statsCache = {
  /** The stats of one local date, as seen from a time zone. */
  daily: (userId: string, timeZone: string, date: string): string =>
    cacheKey('stats', 'daily', userId, timeZone, date),

  /** The summary as of one local date. */
  summary: (userId: string, timeZone: string, today: string): string =>
    cacheKey('stats', 'summary', userId, timeZone, today),

  /** Tag of every entry of one user; invalid when an activity is recorded or days are rebuilt. */
  userTag: (userId: string): string => cacheKey('stats', 'user', userId),

  /** All tags of an entry: it also goes when the user's time zone changes or the user is deleted. */
  tags: (userId: string): string[] => [statsCache.userTag(userId), userCache.calendarTag(userId)],
} as const;
