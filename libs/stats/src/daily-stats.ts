/** What was done within some time. */
export interface ActivityTotals {
  readonly activityCount: number;
  readonly durationSeconds: number;
  readonly points: number;
}

/** One user's local date. */
export interface DailyStats extends ActivityTotals {
  readonly userId: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** The zone the day was lived in, or the user's own where nothing was recorded. */
  readonly timeZone: string;
  /** When the day began and ended in that zone; they may lie 23, 24.5 or 25 hours apart. */
  readonly startsAt: Date;
  readonly endsAt: Date;
}
