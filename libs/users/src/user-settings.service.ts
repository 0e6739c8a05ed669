import { Inject, Injectable } from '@nestjs/common';
import { CacheService } from '@strata/cache';
import { UnitOfWork } from '@strata/database';
import { AppError } from '@strata/errors';
import { assertPreferences } from './preferences';
import { userCache } from './user-cache-keys';
import type { Precondition } from './precondition';
import { UserRepository } from './user.repository';
import { UserSettingsRepository, type UserSettings } from './user-settings.repository';
import { DEFAULT_CACHE_TTL_SECONDS, USERS_OPTIONS, type UsersOptions } from './users.options';

/** What users have set for themselves, answered from the cache first. */
@Injectable()
export class UserSettingsService {
  readonly #cacheEntry: { readonly ttlSeconds: number };

  constructor(
    private readonly repository: UserSettingsRepository,
    private readonly users: UserRepository,
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
   * @throws AppError VALIDATION_FAILED when `preferences` is outside the limits, USER_NOT_FOUND; what
   *   `precondition` throws.
   */
  async replace(
    userId: string,
    preferences: unknown,
    precondition?: Precondition<UserSettings>,
  ): Promise<UserSettings> {
    assertPreferences(preferences);
    const names = { keys: [userCache.settings(userId)], tags: [userCache.settingsTag(userId)] };
    // The invalidation is kept with the change: it outlives this process.
    return this.unitOfWork.transaction(async () => {
      if (precondition) precondition(await this.#locked(userId));
      await this.cache.invalidate(names);
      return found(await this.repository.replace(userId, preferences));
    });
  }

  /** The lock on the user keeps every other writer of the settings away, also while there are none. */
  async #locked(userId: string): Promise<UserSettings | undefined> {
    const user = await this.users.lock(userId);
    return user && this.repository.find(userId);
  }
}

function found(settings: UserSettings | undefined): UserSettings {
  if (!settings) throw new AppError('USER_NOT_FOUND');
  return settings;
}
