import { Injectable } from '@nestjs/common';
import { Temporal } from 'temporal-polyfill';
import { Clock } from './clock';
import { localDayAt, type LocalDay } from './local-day';
import { skippedDates } from './skipped-dates';

/** A date that the calendar of a zone left out. */
export interface SkippedDate {
  readonly timeZone: string;
  readonly date: string;
}

/** Activities before this year are not accepted, so earlier skipped dates cannot matter. */
const FIRST_YEAR = 1970;

/**
 * The calendar of every zone as of now. Computing a day takes some 30 µs, so the current day of each
 * zone is remembered until it ends, and a zone's skipped dates for good; zones are a few hundred.
 */
@Injectable()
export class LocalCalendar {
  readonly #today = new Map<string, LocalDay>();
  readonly #skipped = new Map<string, readonly SkippedDate[]>();

  constructor(private readonly clock: Clock) {}

  /** The local day that it is now in `timeZone`. */
  today(timeZone: string): LocalDay {
    const now = this.clock.now();
    const known = this.#today.get(timeZone);
    if (known && known.startsAt <= now && now < known.endsAt) return known;
    const day = localDayAt(now, timeZone);
    this.#today.set(timeZone, day);
    return day;
  }

  /** The date `days` local days before `date`; a date that the calendar left out does not count. */
  daysBefore(date: string, days: number, timeZone: string): string {
    const skipped = this.skippedDates(timeZone);
    let steps = days;
    for (;;) {
      const before = Temporal.PlainDate.from(date).subtract({ days: steps }).toString();
      // Dates in ISO form compare as text.
      const stepped = skipped.filter((left) => before <= left.date && left.date < date);
      if (steps === days + stepped.length) return before;
      steps = days + stepped.length;
    }
  }

  /** The dates that `timeZone` left out, from 1970 to the end of next year. */
  skippedDates(timeZone: string): readonly SkippedDate[] {
    const known = this.#skipped.get(timeZone);
    if (known) return known;
    const lastYear = this.clock.now().getUTCFullYear() + 1;
    const dates = skippedDates(timeZone, FIRST_YEAR, lastYear);
    const skipped = dates.map((date) => ({ timeZone, date }));
    this.#skipped.set(timeZone, skipped);
    return skipped;
  }
}
