import { Injectable } from '@nestjs/common';
import { CacheService } from '@strata/cache';
import { UnitOfWork } from '@strata/database';
import { AppError } from '@strata/errors';
import { UsersService } from '@strata/users';
import { isRepeatOf, type Activity, type NewActivity } from './activity';
import { assertActivity } from './activity-fields';
import { ActivityRepository } from './activity.repository';
import { Clock } from './clock';
import { localDateAt } from './local-day';
import { statsCache } from './stats-cache-keys';

/** An activity, and whether this call recorded it or found it recorded. */
export interface RecordedActivity {
  readonly activity: Activity;
  readonly created: boolean;
}

/** Records what users do, each event once. */
@Injectable()
export class ActivityService {
  constructor(
    private readonly activities: ActivityRepository,
    private readonly users: UsersService,
    private readonly unitOfWork: UnitOfWork,
    private readonly cache: CacheService,
    private readonly clock: Clock,
  ) {}

  /**
   * Records an activity under the user's local date at the time it occurred. The same event again, in
   * sequence or at once, is answered as the first time. A repeat invalidates too: the process that
   * recorded the event may have died before it could.
   * @throws AppError VALIDATION_FAILED, USER_NOT_FOUND; ACTIVITY_CONFLICT when the event id was
   *   recorded with another content.
   */
  async record(userId: string, input: NewActivity): Promise<RecordedActivity> {
    assertActivity(input, this.clock.now());
    return this.unitOfWork.transaction(async () => {
      const { timeZone } = await this.users.lock(userId);
      await this.cache.invalidate({ tags: [statsCache.userTag(userId)] });
      const activity = await this.activities.record(toRecord(userId, input, timeZone));
      return activity ? { activity, created: true } : this.#repeat(userId, input);
    });
  }

  async #repeat(userId: string, input: NewActivity): Promise<RecordedActivity> {
    const activity = await this.activities.find(userId, input.eventId);
    if (!activity || !isRepeatOf(activity, input)) throw new AppError('ACTIVITY_CONFLICT');
    return { activity, created: false };
  }
}

function toRecord(userId: string, input: NewActivity, timeZone: string) {
  const { eventId, type, occurredAt, durationSeconds = 0, points = 0 } = input;
  const localDate = localDateAt(occurredAt, timeZone);
  return { userId, eventId, type, occurredAt, durationSeconds, points, localDate, timeZone };
}
