import { Inject, Injectable } from '@nestjs/common';
import { CacheService, InvalidatesCache } from '@strata/cache';
import { AppError } from '@strata/errors';
import { assertPreferences } from './preferences';
import { userCache } from './user-cache-keys';
import { UserSettingsRepository, type UserSettings } from './user-settings.repository';
import { DEFAULT_CACHE_TTL_SECONDS, USERS_OPTIONS, type UsersOptions } from './users.options';

/** What users have set for themselves, answered from the cache first. */
@Injectable()
export class UserSettingsService {
  readonly #cacheEntry: { readonly ttlSeconds: number };

  constructor(
    private readonly repository: UserSettingsRepository,
    private readonly cache: CacheService,
    @Inject(USERS_OPTIONS) { cacheTtlSeconds = DEFAULT_CACHE_TTL_SECONDS }: UsersOptions,
  ) {
    this.#cacheEntry = { ttlSeconds: cacheTtlSeconds };
  }

  /**
   * A user's settings; empty when none were stored.
   * @throws AppError USER_NOT_FOUND.
   */
  get(userId: string): Promise<UserSettings> {
    return this.cache.getOrSet(
      userCache.settings(userId),
      async () => found(await this.repository.find(userId)),
      this.#cacheEntry,
    );
  }

  /**
   * Replaces a user's settings as a whole.
   * @throws AppError VALIDATION_FAILED when `preferences` is outside the limits, USER_NOT_FOUND.
   */
  @InvalidatesCache<[userId: string, preferences: unknown]>({
    keys: (userId) => userCache.settings(userId),
    tags: (userId) => userCache.settingsTag(userId),
  })
  async replace(userId: string, preferences: unknown): Promise<UserSettings> {
    assertPreferences(preferences);
    return found(await this.repository.replace(userId, preferences));
  }
}

function found(settings: UserSettings | undefined): UserSettings {
  if (!settings) throw new AppError('USER_NOT_FOUND');
  return settings;
}
