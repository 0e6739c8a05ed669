import { Inject, Injectable } from '@nestjs/common';
import { CacheService } from '@strata/cache';
import { UnitOfWork } from '@strata/database';
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
    private readonly unitOfWork: UnitOfWork,
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
  async replace(userId: string, preferences: unknown): Promise<UserSettings> {
    assertPreferences(preferences);
    const names = { keys: [userCache.settings(userId)], tags: [userCache.settingsTag(userId)] };
    // The invalidation is kept with the change: it outlives this process.
    return this.unitOfWork.transaction(async () => {
      await this.cache.invalidate(names);
      return found(await this.repository.replace(userId, preferences));
    });
  }
}

function found(settings: UserSettings | undefined): UserSettings {
  if (!settings) throw new AppError('USER_NOT_FOUND');
  return settings;
}
