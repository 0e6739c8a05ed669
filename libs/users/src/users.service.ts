import { Inject, Injectable } from '@nestjs/common';
import { CacheService, type InvalidationNames } from '@strata/cache';
import { pageOf, UnitOfWork, type Page, type PagePosition } from '@strata/database';
import { AppError } from '@strata/errors';
import { fromCachedProfile, toCachedProfile } from './cached-profile';
import type { Precondition } from './precondition';
import { userCache } from './user-cache-keys';
import { UserDeletionHooks } from './user-deletion-hooks';
import { changedUserFields, newUserFields } from './user-input';
import type { NewUser, UserChanges, UserProfile } from './user-profile';
import { UserRepository } from './user.repository';
import { DEFAULT_CACHE_TTL_SECONDS, USERS_OPTIONS, type UsersOptions } from './users.options';

/** User profiles, answered from the cache first. */
@Injectable()
export class UsersService {
  readonly #cacheEntry: { readonly ttlSeconds: number };

  constructor(
    private readonly repository: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly cache: CacheService,
    private readonly deletionHooks: UserDeletionHooks,
    @Inject(USERS_OPTIONS) { cacheTtlSeconds = DEFAULT_CACHE_TTL_SECONDS }: UsersOptions,
  ) {
    this.#cacheEntry = { ttlSeconds: cacheTtlSeconds };
  }

  /**
   * A user's profile, at most `cacheTtlSeconds` old and never older than the last change made here.
   * Absence is not cached.
   * @throws AppError USER_NOT_FOUND.
   */
  async get(id: string): Promise<UserProfile> {
    const cached = await this.cache.getOrSet(
      userCache.profile(id),
      async () => toCachedProfile(found(await this.repository.find(id))),
      this.#cacheEntry,
    );
    return fromCachedProfile(cached);
  }

  /** Puts what {@link get} would answer into the cache, by one query for all that are missing there. */
  async preload(ids: readonly string[]): Promise<void> {
    const idOf = new Map(ids.map((id) => [userCache.profile(id), id]));
    const load = async (missing: readonly string[]) => {
      const users = await this.repository.findMany(missing.flatMap((key) => idOf.get(key) ?? []));
      return new Map(users.map((user) => [userCache.profile(user.id), toCachedProfile(user)]));
    };
    const entry = { ...this.#cacheEntry, absenceTtlSeconds: 0 };
    await this.cache.getOrSetMany([...idOf.keys()], load, entry);
  }

  /** Users, newest first. A user created a moment ago may be missing while a replica catches up. */
  async list(limit: number, after?: PagePosition): Promise<Page<UserProfile>> {
    return pageOf(await this.repository.list(limit + 1, after), limit);
  }

  /** @throws AppError VALIDATION_FAILED, USER_ALREADY_EXISTS, EMAIL_ALREADY_USED. */
  async create(input: NewUser): Promise<UserProfile> {
    const fields = newUserFields(input);
    // Of an id that has just been drawn nothing can be cached.
    if (input.id === undefined) return this.repository.insert(fields);
    return this.unitOfWork.transaction(async () => {
      await this.cache.invalidate(namesOfUser(fields.id));
      return this.repository.insert(fields);
    });
  }

  /**
   * Changes the given fields and no others, so that concurrent changes of different fields all last.
   * @throws AppError VALIDATION_FAILED, USER_NOT_FOUND, EMAIL_ALREADY_USED; what `precondition` throws.
   */
  async update(
    id: string,
    changes: UserChanges,
    precondition?: Precondition<UserProfile>,
  ): Promise<UserProfile> {
    const fields = changedUserFields(changes);
    const isChange = Object.values(fields).some((value) => value !== undefined);
    if (!isChange) return this.#unchanged(id, precondition);
    // The invalidation is kept with the change: it outlives this process.
    return this.unitOfWork.transaction(async () => {
      if (precondition) precondition(await this.repository.lock(id));
      await this.cache.invalidate(namesOfChange(id, changes));
      return found(await this.repository.update(id, fields));
    });
  }

  /**
   * Deletes a user with everything that belongs to them, or nothing when a part fails.
   * @throws AppError USER_NOT_FOUND; what `precondition` throws.
   */
  async delete(id: string, precondition?: Precondition<UserProfile>): Promise<void> {
    await this.unitOfWork.transaction(async () => {
      const user = await this.repository.lock(id);
      precondition?.(user);
      found(user);
      await this.cache.invalidate(namesOfUser(id));
      await this.deletionHooks.run(id);
      await this.repository.delete(id);
    });
  }

  /**
   * A user's profile as the database has it, kept from change and deletion until the surrounding unit
   * of work ends. Callers that lock the same user work one after the other.
   * @throws AppError USER_NOT_FOUND.
   * @throws Error outside a unit of work, where the lock would be gone at once.
   */
  async lock(id: string): Promise<UserProfile> {
    if (!this.unitOfWork.active) throw new Error('UsersService.lock needs a unit of work.');
    return found(await this.repository.lock(id));
  }

  /** In a transaction, and so from the primary: no change is answered with what was before an earlier one. */
  #unchanged(id: string, precondition?: Precondition<UserProfile>): Promise<UserProfile> {
    return this.unitOfWork.transaction(async () => {
      const user = await this.repository.find(id);
      precondition?.(user);
      return found(user);
    });
  }
}

function namesOfChange(id: string, { timeZone }: UserChanges): InvalidationNames {
  const calendar = timeZone === undefined ? [] : [userCache.calendarTag(id)];
  return { keys: [userCache.profile(id)], tags: [userCache.profileTag(id), ...calendar] };
}

function namesOfUser(id: string): InvalidationNames {
  return {
    keys: [userCache.profile(id), userCache.settings(id)],
    tags: [userCache.profileTag(id), userCache.settingsTag(id), userCache.calendarTag(id)],
  };
}

function found(user: UserProfile | undefined): UserProfile {
  if (!user) throw new AppError('USER_NOT_FOUND');
  return user;
}
