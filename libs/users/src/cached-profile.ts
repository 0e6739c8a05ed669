import type { UserProfile } from './user-profile';

/**
 * A profile as it lies in the cache. Without dates it is plain data, which the cache hands to every
 * caller as one frozen object; a value with dates would be copied for each.
 */
export interface CachedProfile extends Omit<UserProfile, 'createdAt' | 'updatedAt'> {
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export function toCachedProfile({ createdAt, updatedAt, ...rest }: UserProfile): CachedProfile {
  return { ...rest, createdAtMs: createdAt.getTime(), updatedAtMs: updatedAt.getTime() };
}

/** Field by field: this is the hottest path, and a spread costs several times as much. */
export function fromCachedProfile(cached: CachedProfile): UserProfile {
  return {
    id: cached.id,
    email: cached.email,
    displayName: cached.displayName,
    locale: cached.locale,
    timeZone: cached.timeZone,
    createdAt: new Date(cached.createdAtMs),
    updatedAt: new Date(cached.updatedAtMs),
  };
}
