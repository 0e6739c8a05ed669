import { Injectable } from '@nestjs/common';
import { Database, ObservedRepository } from '@strata/database';
import type { Activity } from './activity';

/** An activity about to be recorded. */
export type ActivityRecord = Omit<Activity, 'recordedAt'> & { readonly userId: string };

/** Dates are read as text: as a `Date` they would shift with the time zone of this process. */
const ACTIVITY = `event_id AS "eventId", type, occurred_at AS "occurredAt",
  duration_seconds AS "durationSeconds", points, to_char(local_date, 'YYYY-MM-DD') AS "localDate",
  time_zone AS "timeZone", recorded_at AS "recordedAt"`;

const FIND = `SELECT ${ACTIVITY} FROM production.activities WHERE user_id = $1 AND event_id = $2`;

/** The clock of the moment, not of the transaction's start, so that the order is that of the lock. */
const RECORD = `
  WITH logged AS (
    INSERT INTO production.activities (user_id, event_id, type, occurred_at, duration_seconds,
      points, local_date, time_zone, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())
    ON CONFLICT (user_id, event_id) DO NOTHING
    RETURNING *
  ), counted AS (
    INSERT INTO production.daily_stats AS day
      (user_id, local_date, time_zone, activity_count, duration_seconds, points)
    SELECT user_id, local_date, time_zone, 1, duration_seconds, points FROM logged
    ON CONFLICT (user_id, local_date) DO UPDATE SET
      time_zone = excluded.time_zone,
      activity_count = day.activity_count + 1,
      duration_seconds = day.duration_seconds + excluded.duration_seconds,
      points = day.points + excluded.points,
      updated_at = now()
  )
  SELECT ${ACTIVITY} FROM logged`;

/** The log of activities, each with its part in the daily row. */
@ObservedRepository()
@Injectable()
export class ActivityRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds an activity to the log and to its daily row. Undefined, and nothing done, when the event id
   * is in the log. The caller holds the lock on the user, see `UsersService.lock`.
   */
  async record(record: ActivityRecord): Promise<Activity | undefined> {
    const { userId, eventId, type, occurredAt, durationSeconds, points } = record;
    const activity = [userId, eventId, type, occurredAt, durationSeconds, points];
    const parameters = [...activity, record.localDate, record.timeZone];
    const rows = await this.database.write((m) => m.query<Activity[]>(RECORD, parameters));
    return rows[0];
  }

  async find(userId: string, eventId: string): Promise<Activity | undefined> {
    const rows = await this.database.write((m) => m.query<Activity[]>(FIND, [userId, eventId]));
    return rows[0];
  }
}
