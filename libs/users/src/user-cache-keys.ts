import { cacheKey } from '@strata/cache';

/** The cache names of users. Every name stands beside what makes it invalid. */
export const userCache = {
  /** One profile; invalid when the user is created, changed or deleted. */
  profile: (userId: string): string => cacheKey('users', 'profile', userId),

  /** One user's settings; invalid when they are replaced and when the user is created or deleted. */
  settings: (userId: string): string => cacheKey('users', 'settings', userId),

  /** Tag of answers made from a profile; invalid as {@link userCache.profile} is. */
  profileTag: (userId: string): string => userCache.profile(userId),

  /** Tag of answers made from a user's settings; invalid as {@link userCache.settings} is. */
  settingsTag: (userId: string): string => userCache.settings(userId),

  /**
   * Tag of everything that depends on where the user's days begin and end; invalid when the time
   * zone changes and when the user is created or deleted. Libraries above put it on their entries.
   */
  calendarTag: (userId: string): string => cacheKey('users', 'calendar', userId),
} as const;
