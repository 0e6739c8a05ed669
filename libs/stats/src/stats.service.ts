import { Inject, Injectable } from '@nestjs/common';
import { CacheService, type EntryOptions } from '@strata/cache';
import { AppError, ifGiven, refuseProblems } from '@strata/errors';
import { UsersService } from '@strata/users';
import { Clock } from './clock';
import type { DailyStats } from './daily-stats';
import { LocalCalendar } from './local-calendar';
import { localDateProblem } from './local-date-field';
import { localDay, type LocalDay } from './local-day';
import { statsCache } from './stats-cache-keys';
import { STATS_OPTIONS, type StatsOptions } from './stats.options';
import { StatsRepository, type SummaryRow } from './stats.repository';
import type { PeriodTotals, StatsSummary } from './stats-summary';

const NOTHING = { activityCount: 0, durationSeconds: 0, points: 0 };
/** The lengths of the summary's periods, in local days. */
const PERIODS = [1, 7, 30];

/** What users have done, by their own calendar; answered from the cache first. */
@Injectable()
export class StatsService {
  readonly #maxTtlSeconds: number;

  constructor(
    private readonly repository: StatsRepository,
    private readonly users: UsersService,
    private readonly calendar: LocalCalendar,
    private readonly clock: Clock,
    private readonly cache: CacheService,
    @Inject(STATS_OPTIONS) { maxCacheTtlSeconds = Infinity }: StatsOptions,
  ) {
    this.#maxTtlSeconds = maxCacheTtlSeconds;
  }

  /**
   * The stats of one local date, by default the user's today; zeros where nothing was recorded.
   * @throws AppError USER_NOT_FOUND; VALIDATION_FAILED when `date` is on no calendar, or was left out
   *   by the calendar of the user's time zone.
   */
  async daily(userId: string, date?: string): Promise<DailyStats> {
    refuseProblems({ date: ifGiven(date, localDateProblem) });
    const { timeZone } = await this.users.get(userId);
    const today = this.calendar.today(timeZone);
    const day = date ?? today.date;
    return this.cache.getOrSet(
      statsCache.daily(userId, timeZone, day),
      () => this.#loadDay(userId, timeZone, day),
      this.#entryOf(userId, today),
    );
  }

  /**
   * Today, the last 7 and 30 days, and the streaks.
   * @throws AppError USER_NOT_FOUND.
   */
  async summary(userId: string): Promise<StatsSummary> {
    const { timeZone } = await this.users.get(userId);
    const today = this.calendar.today(timeZone);
    return this.cache.getOrSet(
      statsCache.summary(userId, timeZone, today.date),
      () => this.#loadSummary(userId, timeZone, today.date),
      this.#entryOf(userId, today),
    );
  }

  /** An entry lives until the user's day ends. Loaded a moment too late, it is not stored. */
  #entryOf<T>(userId: string, { endsAt }: LocalDay): EntryOptions<T> {
    const secondsLeft = () => (endsAt.getTime() - this.clock.now().getTime()) / 1000;
    return {
      ttl: () => Math.min(secondsLeft(), this.#maxTtlSeconds),
      tags: statsCache.tags(userId),
    };
  }

  async #loadDay(userId: string, ownTimeZone: string, date: string): Promise<DailyStats> {
    const row = (await this.repository.day(userId, date)) ?? { ...NOTHING, timeZone: ownTimeZone };
    const day = localDay(date, row.timeZone);
    if (!day) throw invalidDate(`is a date that the calendar of ${row.timeZone} left out`);
    return { userId, ...day, ...row };
  }

  async #loadSummary(userId: string, timeZone: string, date: string): Promise<StatsSummary> {
    const zones = await this.repository.timeZones(userId);
    const rows = await this.repository.summary({
      userId,
      today: date,
      yesterday: this.calendar.daysBefore(date, 1, timeZone),
      firstDates: PERIODS.map((days) => this.calendar.daysBefore(date, days - 1, timeZone)),
      skipped: zones.flatMap((zone) => this.calendar.skippedDates(zone)),
    });
    return { userId, date, timeZone, ...toFigures(rows) };
  }
}

function toFigures(rows: readonly SummaryRow[]) {
  const [today, last7Days, last30Days] = rows;
  if (!today || !last7Days || !last30Days) throw new Error('The summary lacks a period.');
  const { currentStreakDays, longestStreakDays } = today;
  return {
    today: toPeriod(today),
    last7Days: toPeriod(last7Days),
    last30Days: toPeriod(last30Days),
    currentStreakDays,
    longestStreakDays,
  };
}

function toPeriod(row: SummaryRow): PeriodTotals {
  const { firstDate, activeDays, activityCount, durationSeconds, points } = row;
  return { firstDate, activeDays, activityCount, durationSeconds, points };
}

function invalidDate(message: string): AppError {
  return new AppError('VALIDATION_FAILED', { errors: [{ field: 'date', message }] });
}
