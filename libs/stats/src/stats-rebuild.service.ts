import { Injectable } from '@nestjs/common';
import { CacheService } from '@strata/cache';
import { UnitOfWork, type PagePosition } from '@strata/database';
import { AppError } from '@strata/errors';
import { UsersService } from '@strata/users';
import { statsCache } from './stats-cache-keys';
import { StatsRebuildRepository, type DayDifference } from './stats-rebuild.repository';

/** Users compared by one query; their differences are in memory together. */
const USERS_AT_ONCE = 200;

/** Compares the daily rows with the log they come from, and mends them. */
@Injectable()
export class StatsRebuildService {
  constructor(
    private readonly repository: StatsRebuildRepository,
    private readonly users: UsersService,
    private readonly unitOfWork: UnitOfWork,
    private readonly cache: CacheService,
  ) {}

  /**
   * The days whose row differs from the log, of one user or of all, some users at a time.
   * @throws AppError USER_NOT_FOUND when `userId` is nobody.
   */
  async *compare(userId?: string): AsyncGenerator<DayDifference> {
    if (userId === undefined) {
      for await (const ids of this.#allUsers()) yield* await this.repository.differences(ids);
    } else {
      await this.users.get(userId);
      yield* await this.repository.differences([userId]);
    }
  }

  /**
   * The same, and writes those days from the log: one transaction a user, in which recordings of that
   * user wait, so that none is lost. Each difference is given out once it is mended for good.
   * @throws AppError USER_NOT_FOUND when `userId` is nobody.
   */
  async *mend(userId?: string): AsyncGenerator<DayDifference> {
    let mended: string | undefined;
    for await (const difference of this.compare(userId)) {
      if (difference.userId === mended) continue;
      mended = difference.userId;
      yield* await this.#mendUser(mended).catch(unlessDeleted);
    }
  }

  async #mendUser(userId: string): Promise<DayDifference[]> {
    return this.unitOfWork.transaction(async () => {
      await this.users.lock(userId);
      await this.cache.deleteByTag(statsCache.userTag(userId));
      const differences = await this.repository.differences([userId]);
      if (differences.length > 0) await this.repository.rebuild(userId);
      return differences;
    });
  }

  async *#allUsers(): AsyncGenerator<string[]> {
    let position: PagePosition | undefined;
    do {
      const page = await this.users.list(USERS_AT_ONCE, position);
      yield page.items.map(({ id }) => id);
      position = page.next ?? undefined;
    } while (position);
  }
}

/** Between the look and the repair a user may be deleted, and with it everything to repair. */
function unlessDeleted(error: unknown): DayDifference[] {
  if (error instanceof AppError && error.code === 'USER_NOT_FOUND') return [];
  throw error;
}
