import { Temporal } from 'temporal-polyfill';

/** A change of the offset by this much moves a zone across the date line. */
const DATE_LINE_JUMP_HOURS = 20;
const NANOSECONDS_PER_HOUR = 3.6e12;

/**
 * The dates that the calendar of `timeZone` left out from the start of `firstYear` to the end of
 * `lastYear`, `YYYY-MM-DD`, in order. A zone leaves a date out when it moves across the date line to
 * the west of it (Pacific/Apia, 2011-12-30). Offsets are compared from New Year to New Year, so two
 * opposite moves within one year would not be seen; no zone has made them.
 */
export function skippedDates(timeZone: string, firstYear: number, lastYear: number): string[] {
  const skipped: string[] = [];
  for (let year = firstYear; year <= lastYear; year += 1) {
    const jumpHours =
      offsetHours(newYear(year + 1, timeZone)) - offsetHours(newYear(year, timeZone));
    if (jumpHours > DATE_LINE_JUMP_HOURS) skipped.push(...skippedInYear(year, timeZone));
  }
  return skipped;
}

function skippedInYear(year: number, timeZone: string): string[] {
  let after = newYear(year, timeZone).getTimeZoneTransition('next');
  while (after !== null && after.year <= year + 1) {
    const before = after.subtract({ nanoseconds: 1 });
    const missing = datesBetween(before.toPlainDate(), after.toPlainDate());
    if (missing.length > 0) return missing;
    after = after.getTimeZoneTransition('next');
  }
  return [];
}

function datesBetween(last: Temporal.PlainDate, next: Temporal.PlainDate): string[] {
  const dates: string[] = [];
  for (
    let date = last.add({ days: 1 });
    Temporal.PlainDate.compare(date, next) < 0;
    date = date.add({ days: 1 })
  ) {
    dates.push(date.toString());
  }
  return dates;
}

/** New Year in universal time, which every zone has. */
function newYear(year: number, timeZone: string): Temporal.ZonedDateTime {
  return new Temporal.PlainDate(year, 1, 1).toZonedDateTime('UTC').withTimeZone(timeZone);
}

function offsetHours(moment: Temporal.ZonedDateTime): number {
  return moment.offsetNanoseconds / NANOSECONDS_PER_HOUR;
}
