import { AppError } from '@strata/errors';
import type { NewActivity } from './activity';
import { assertActivity } from './activity-fields';

const now = new Date('2026-01-15T12:00:00.000Z');
const valid: NewActivity = { eventId: 'e1', type: 'lesson', occurredAt: now };

function problemsOf(changes: Partial<NewActivity>): string[] {
  try {
    assertActivity({ ...valid, ...changes }, now);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (error.errors ?? []).map(({ field }) => field);
  }
}

describe('the fields of an activity', () => {
  it('accepts every value at its limit', () => {
    const atLimits: NewActivity[] = [
      { ...valid, eventId: 'é'.repeat(128), type: '👋'.repeat(64) },
      { ...valid, durationSeconds: 604_800, points: 1_000_000 },
      { ...valid, occurredAt: new Date('1970-01-01T00:00:00.000Z') },
      { ...valid, occurredAt: new Date('2026-01-16T12:00:00.000Z') },
    ];
    expect(atLimits.flatMap(problemsOf)).toEqual([]);
  });

  it.each<[string, Partial<NewActivity>]>([
    ['event_id', { eventId: '' }],
    ['event_id', { eventId: 'e'.repeat(129) }],
    ['event_id', { eventId: 'a\0b' }],
    ['event_id', { eventId: 'a\ud800b' }],
    ['type', { type: '  ' }],
    ['type', { type: 't'.repeat(65) }],
    ['occurred_at', { occurredAt: new Date('1969-12-31T23:59:59.999Z') }],
    ['occurred_at', { occurredAt: new Date('2026-01-16T12:00:00.001Z') }],
    ['occurred_at', { occurredAt: new Date(NaN) }],
    ['duration_seconds', { durationSeconds: -1 }],
    ['duration_seconds', { durationSeconds: 604_801 }],
    ['points', { points: 1.5 }],
    ['points', { points: Infinity }],
    ['points', { points: 1_000_001 }],
  ])('refuses %s as in %j', (field, changes) => {
    expect(problemsOf(changes)).toEqual([field]);
  });

  it('names every offending field at once', () => {
    const fields = problemsOf({ eventId: '', occurredAt: new Date(NaN), points: -1 });
    expect(fields).toEqual(['event_id', 'occurred_at', 'points']);
  });
});
