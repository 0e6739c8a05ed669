import { Injectable } from '@nestjs/common';
import { Database, ObservedRepository } from '@strata/database';
import type { DailyRow } from './stats.repository';

/** A day on which the daily row is not what the log says. */
export interface DayDifference {
  readonly userId: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** What follows from the log; null when the log has nothing on that date. */
  readonly logged: DailyRow | null;
  /** What the daily row says; null when there is none. */
  readonly stored: DailyRow | null;
}

/** The daily rows as the log has them; a day's zone is that of the activity recorded last. */
const LOGGED = `
  SELECT user_id, local_date,
    (array_agg(time_zone ORDER BY recorded_at DESC, event_id DESC))[1] AS time_zone,
    count(*)::int AS activity_count, sum(duration_seconds)::bigint AS duration_seconds,
    sum(points)::bigint AS points
  FROM production.activities WHERE user_id = ANY ($1) GROUP BY user_id, local_date`;

const STORED = `
  SELECT user_id, local_date, time_zone, activity_count, duration_seconds, points
  FROM production.daily_stats WHERE user_id = ANY ($1)`;

const asJson = (row: string) => `CASE WHEN ${row}.user_id IS NOT NULL THEN json_build_object(
    'timeZone', ${row}.time_zone, 'activityCount', ${row}.activity_count,
    'durationSeconds', ${row}.duration_seconds, 'points', ${row}.points) END AS ${row}`;

/** Log and rows of one snapshot: an activity and its part in the row become visible together. */
const DIFFERENCES = `
  SELECT user_id AS "userId", to_char(local_date, 'YYYY-MM-DD') AS date,
    ${asJson('logged')}, ${asJson('stored')}
  FROM (${LOGGED}) AS logged FULL JOIN (${STORED}) AS stored USING (user_id, local_date)
  WHERE (logged.time_zone, logged.activity_count, logged.duration_seconds, logged.points)
    IS DISTINCT FROM (stored.time_zone, stored.activity_count, stored.duration_seconds, stored.points)
  ORDER BY user_id, local_date`;

const REMOVE_UNLOGGED = `
  DELETE FROM production.daily_stats AS day WHERE user_id = ANY ($1) AND NOT EXISTS (
    SELECT FROM production.activities AS activity
    WHERE activity.user_id = day.user_id AND activity.local_date = day.local_date)`;

const WRITE_LOGGED = `
  INSERT INTO production.daily_stats AS day
    (user_id, local_date, time_zone, activity_count, duration_seconds, points) ${LOGGED}
  ON CONFLICT (user_id, local_date) DO UPDATE SET
    time_zone = excluded.time_zone, activity_count = excluded.activity_count,
    duration_seconds = excluded.duration_seconds, points = excluded.points, updated_at = now()
  WHERE (day.time_zone, day.activity_count, day.duration_seconds, day.points) IS DISTINCT FROM
    (excluded.time_zone, excluded.activity_count, excluded.duration_seconds, excluded.points)`;

/** Compares the daily rows with the log, and writes them from it. */
@ObservedRepository()
@Injectable()
export class StatsRebuildRepository {
  constructor(private readonly database: Database) {}

  async differences(userIds: readonly string[]): Promise<DayDifference[]> {
    return this.database.write((m) => m.query<DayDifference[]>(DIFFERENCES, [userIds]));
  }

  /** Makes one user's daily rows those of the log. The caller holds the lock on the user. */
  async rebuild(userId: string): Promise<void> {
    await this.database.write(async (m) => {
      await m.query(REMOVE_UNLOGGED, [[userId]]);
      await m.query(WRITE_LOGGED, [[userId]]);
    });
  }
}
