import { Temporal } from 'temporal-polyfill';

const LOCAL_DATE = /^(?:19|2\d)\d{2}-\d{2}-\d{2}$/;

/** Says what is wrong with a local date of a request; undefined when nothing is. */
export function localDateProblem(value: unknown): string | undefined {
  return typeof value === 'string' && LOCAL_DATE.test(value) && isOnTheCalendar(value)
    ? undefined
    : 'must be a calendar date from 1900-01-01 to 2999-12-31, written YYYY-MM-DD';
}

function isOnTheCalendar(date: string): boolean {
  try {
    Temporal.PlainDate.from(date);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
