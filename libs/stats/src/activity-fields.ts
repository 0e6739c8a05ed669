import { refuseProblems } from '@strata/errors';
import type { NewActivity } from './activity';

/** What an activity may say. */
export const ACTIVITY_LIMITS = {
  maxEventIdLength: 128,
  maxTypeLength: 64,
  /** A week: longer than anything one activity can last. */
  maxDurationSeconds: 7 * 24 * 60 * 60,
  maxPoints: 1_000_000,
  /** The epoch of Unix time: whatever is earlier is a clock that was never set. */
  earliest: new Date('1970-01-01T00:00:00.000Z'),
  /** How far a device's clock may be ahead of ours. */
  maxAheadMs: 24 * 60 * 60 * 1000,
} as const;

/** NUL and lone surrogates cannot be stored; other control characters have no place in a name. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;

/** Says what is wrong with an event's id; undefined when nothing is. */
export const eventIdProblem = (value: unknown) =>
  textProblem(value, ACTIVITY_LIMITS.maxEventIdLength);

/** Says what is wrong with an activity's type; undefined when nothing is. */
export const activityTypeProblem = (value: unknown) =>
  textProblem(value, ACTIVITY_LIMITS.maxTypeLength);

/** Says what is wrong with a duration in seconds; undefined when nothing is. */
export const durationProblem = (value: unknown) =>
  integerProblem(value, ACTIVITY_LIMITS.maxDurationSeconds);

/** Says what is wrong with a number of points; undefined when nothing is. */
export const pointsProblem = (value: unknown) => integerProblem(value, ACTIVITY_LIMITS.maxPoints);

/** Says what is wrong with the time of an activity at the time `now`; undefined when nothing is. */
export function occurredAtProblem(value: Date, now: Date): string | undefined {
  if (Number.isNaN(value.getTime())) return 'must be a point in time';
  if (value < ACTIVITY_LIMITS.earliest) return 'must not be before 1970-01-01T00:00:00Z';
  return value.getTime() - now.getTime() > ACTIVITY_LIMITS.maxAheadMs
    ? 'must not be more than 24 hours in the future'
    : undefined;
}

/** @throws AppError VALIDATION_FAILED with every offending field. */
export function assertActivity(activity: NewActivity, now: Date): void {
  refuseProblems({
    event_id: eventIdProblem(activity.eventId),
    type: activityTypeProblem(activity.type),
    occurred_at: occurredAtProblem(activity.occurredAt, now),
    duration_seconds: durationProblem(activity.durationSeconds ?? 0),
    points: pointsProblem(activity.points ?? 0),
  });
}

function textProblem(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value.trim() === '' || [...value].length > maxLength) {
    return `must have 1 to ${maxLength} characters, not all of them blank`;
  }
  return UNSTORABLE.test(value) ? 'must not hold control characters' : undefined;
}

function integerProblem(value: unknown, max: number): string | undefined {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max
    ? undefined
    : `must be a whole number from 0 to ${max}`;
}
