import { Temporal } from 'temporal-polyfill';
import { occurredAtProblem } from '@strata/stats';

/** RFC 3339, section 5.6: date, time and offset; a leap second has no instant of its own. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;
const FORMAT = 'must be an RFC 3339 time with an offset, such as 2025-06-20T18:30:00Z';

/**
 * The instant that an RFC 3339 text names, cut to milliseconds; undefined when it names none, such as
 * on February 30th.
 */
export function parseInstant(text: string): Date | undefined {
  if (!INSTANT.test(text) || text.slice(17, 19) === '60') return undefined;
  try {
    return new Date(Temporal.Instant.from(text).epochMilliseconds);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Says what is wrong with the time of an activity as sent; undefined when nothing is. */
export function sentTimeProblem(value: unknown): string | undefined {
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  return instant ? occurredAtProblem(instant, new Date()) : FORMAT;
}
