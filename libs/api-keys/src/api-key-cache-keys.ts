import { cacheKey } from '@strata/cache';

/** The cache names of verified keys. Every name stands beside what makes it invalid. */
export const apiKeyCache = {
  /** What a key stands for, by its hash; invalid through its tags. Keys that are not valid are not cached. */
  verified: (hash: string): string => cacheKey('api-keys', 'verified', hash),

  /** Tag of one key; invalid when it is revoked. */
  keyTag: (id: string): string => cacheKey('api-keys', 'key', id),

  /** Tag of the keys that act as a subject; invalid when the user is deleted. */
  subjectTag: (subject: string): string => cacheKey('api-keys', 'of', subject),
} as const;
