import type { INestApplicationContext } from '@nestjs/common';
import { Temporal } from 'temporal-polyfill';
import { UnitOfWork } from '@strata/database';
import { AppError } from '@strata/errors';
import { ActivityService, type NewActivity } from '@strata/stats';
import { UserSettingsService, UsersService } from '@strata/users';
import { DEMO_USERS, type DemoUser } from './demo-users';

const EVENING = Temporal.PlainTime.from('18:30');

/**
 * Loads the demonstration users and some weeks of activities up to `now`, by way of the services. Each
 * user is loaded whole or not at all, and one that exists stays as it is.
 */
export async function loadDemoData(app: INestApplicationContext, now = new Date()): Promise<void> {
  for (const user of DEMO_USERS) await loadUser(app, user, now).catch(unlessThere);
}

async function loadUser(app: INestApplicationContext, user: DemoUser, now: Date): Promise<void> {
  const { profile, preferences, activeDays } = user;
  const activities = app.get(ActivityService);
  await app.get(UnitOfWork).transaction(async () => {
    const { id } = await app.get(UsersService).create(profile);
    if (preferences) await app.get(UserSettingsService).replace(id, preferences);
    for (const activity of activitiesOf(profile.timeZone, activeDays, now)) {
      await activities.record(id, activity);
    }
  });
}

/** One lesson a day, in the evening or, today, now; and a review every third day. */
function activitiesOf(timeZone: string, daysAgo: readonly number[], now: Date): NewActivity[] {
  const instant = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  const today = instant.toZonedDateTimeISO(timeZone).toPlainDate();
  return daysAgo.flatMap((days) => {
    const date = today.subtract({ days });
    const evening = date.toZonedDateTime({ timeZone, plainTime: EVENING });
    const occurredAt = days === 0 ? now : new Date(evening.epochMilliseconds);
    const lesson = { eventId: `demo-lesson-${date.toString()}`, type: 'lesson', occurredAt };
    const review = { eventId: `demo-review-${date.toString()}`, type: 'review', occurredAt };
    return [
      { ...lesson, durationSeconds: 600 + (days % 5) * 120, points: 20 + (days % 4) * 5 },
      ...(days % 3 === 0 ? [{ ...review, durationSeconds: 300, points: 10 }] : []),
    ];
  });
}

function unlessThere(error: unknown): void {
  if (error instanceof AppError && error.code === 'USER_ALREADY_EXISTS') return;
  throw error;
}
