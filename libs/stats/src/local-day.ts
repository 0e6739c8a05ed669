import { Temporal } from 'temporal-polyfill';

/** One calendar day of a time zone: from `startsAt` up to, but not including, `endsAt`. */
export interface LocalDay {
  /** The local date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** The local date of `instant` in `timeZone`, `YYYY-MM-DD`. */
export function localDateAt(instant: Date, timeZone: string): string {
  return zoned(instant, timeZone).toPlainDate().toString();
}

/**
 * The bounds of a local date. A day may begin after midnight (Africa/Cairo, 2024-04-26) and last
 * 23, 24.5 or 25 hours. Undefined where the zone's calendar left that date out (Pacific/Apia,
 * 2011-12-30).
 */
export function localDay(date: string, timeZone: string): LocalDay | undefined {
  const plain = Temporal.PlainDate.from(date);
  const start = plain.toZonedDateTime(timeZone);
  if (!start.toPlainDate().equals(plain)) return undefined;
  const end = plain.add({ days: 1 }).toZonedDateTime(timeZone);
  return { date, startsAt: toDate(start), endsAt: toDate(end) };
}

/** The local day that holds `instant`. */
export function localDayAt(instant: Date, timeZone: string): LocalDay {
  const start = zoned(instant, timeZone).startOfDay();
  const date = start.toPlainDate();
  const end = date.add({ days: 1 }).toZonedDateTime(timeZone);
  return { date: date.toString(), startsAt: toDate(start), endsAt: toDate(end) };
}

function zoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}

function toDate(moment: Temporal.ZonedDateTime): Date {
  return new Date(moment.epochMilliseconds);
}
