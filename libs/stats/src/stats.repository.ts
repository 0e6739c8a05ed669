import { Injectable } from '@nestjs/common';
import { Database, ObservedRepository } from '@strata/database';
import type { ActivityTotals } from './daily-stats';
import type { SkippedDate } from './local-calendar';
import type { PeriodTotals } from './stats-summary';

/** A daily row: its totals and the zone they were recorded under. */
export type DailyRow = ActivityTotals & { readonly timeZone: string };

/** What a summary is asked of. */
export interface SummaryQuery {
  readonly userId: string;
  /** The user's date and the one before it, `YYYY-MM-DD`. */
  readonly today: string;
  readonly yesterday: string;
  /** The first date of each period, in the order of the answer. */
  readonly firstDates: readonly string[];
  /** The dates that a streak steps over. */
  readonly skipped: readonly SkippedDate[];
}

/** One row a period; the streaks are the same in each. */
export interface SummaryRow extends PeriodTotals {
  readonly currentStreakDays: number;
  readonly longestStreakDays: number;
}

/** The driver hands bigint over as text; float8 is exact up to 2^53. */
const DAY = `SELECT time_zone AS "timeZone", activity_count AS "activityCount",
    duration_seconds::float8 AS "durationSeconds", points::float8 AS points
  FROM production.daily_stats WHERE user_id = $1 AND local_date = $2`;

const TIME_ZONES = `SELECT DISTINCT time_zone AS "timeZone"
  FROM production.daily_stats WHERE user_id = $1`;

/**
 * A streak begins where more dates are missing since the active day before than the calendar of the
 * day's zone left out.
 */
const SUMMARY = `
  WITH days AS (
    SELECT *, lag(local_date) OVER (ORDER BY local_date) AS previous
    FROM production.daily_stats WHERE user_id = $1 AND local_date <= $2
  ), marked AS (
    SELECT local_date, previous IS NULL OR local_date - previous - 1 > (
      SELECT count(*) FROM unnest($5::text[], $6::date[]) AS skipped (time_zone, local_date)
      WHERE skipped.time_zone = days.time_zone
        AND skipped.local_date > previous AND skipped.local_date < days.local_date
    ) AS begins
    FROM days
  ), numbered AS (
    SELECT local_date, count(*) FILTER (WHERE begins) OVER (ORDER BY local_date) AS streak
    FROM marked
  ), streaks AS (
    SELECT max(local_date) AS last_date, count(*)::int AS length FROM numbered GROUP BY streak
  )
  SELECT to_char(first_date, 'YYYY-MM-DD') AS "firstDate",
    count(local_date)::int AS "activeDays",
    coalesce(sum(activity_count), 0)::float8 AS "activityCount",
    coalesce(sum(duration_seconds), 0)::float8 AS "durationSeconds",
    coalesce(sum(points), 0)::float8 AS points,
    coalesce((SELECT length FROM streaks WHERE last_date >= $3 ORDER BY last_date DESC LIMIT 1), 0)
      AS "currentStreakDays",
    coalesce((SELECT max(length) FROM streaks), 0) AS "longestStreakDays"
  FROM unnest($4::date[]) WITH ORDINALITY AS period (first_date, position)
  LEFT JOIN days ON local_date >= first_date
  GROUP BY position, first_date ORDER BY position`;

/** The daily rows and what follows from them. They may come from a replica. */
@ObservedRepository()
@Injectable()
export class StatsRepository {
  constructor(private readonly database: Database) {}

  async day(userId: string, date: string): Promise<DailyRow | undefined> {
    const rows = await this.database.read((m) => m.query<DailyRow[]>(DAY, [userId, date]));
    return rows[0];
  }

  /** The time zones in which a user's days were recorded. */
  async timeZones(userId: string): Promise<string[]> {
    const rows = await this.database.read((m) =>
      m.query<{ timeZone: string }[]>(TIME_ZONES, [userId]),
    );
    return rows.map(({ timeZone }) => timeZone);
  }

  /** One statement, so that all figures are of one moment. */
  async summary({ userId, today, yesterday, firstDates, skipped }: SummaryQuery) {
    const zones = skipped.map(({ timeZone }) => timeZone);
    const dates = skipped.map(({ date }) => date);
    const parameters = [userId, today, yesterday, firstDates, zones, dates];
    return this.database.read((m) => m.query<SummaryRow[]>(SUMMARY, parameters));
  }
}
