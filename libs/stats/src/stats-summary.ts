import type { ActivityTotals } from './daily-stats';

/** The totals of the local days from `firstDate` to the summary's date. */
export interface PeriodTotals extends ActivityTotals {
  /** `YYYY-MM-DD`. */
  readonly firstDate: string;
  /** Days with at least one activity. */
  readonly activeDays: number;
}

/** How a user has done, as of a local date. Activities of later dates count when the date comes. */
export interface StatsSummary {
  readonly userId: string;
  /** The user's today, `YYYY-MM-DD`. */
  readonly date: string;
  readonly timeZone: string;
  readonly today: PeriodTotals;
  /** Today and the six days before. */
  readonly last7Days: PeriodTotals;
  /** Today and the 29 days before. */
  readonly last30Days: PeriodTotals;
  /** Active days in a row up to today, or up to yesterday while there is nothing yet today. */
  readonly currentStreakDays: number;
  readonly longestStreakDays: number;
}
