import type { NewActivity } from '@strata/stats';
import { Domain } from '../users/domain';

const LESSON: NewActivity = {
  eventId: 'lesson-1',
  type: 'lesson',
  occurredAt: new Date('2026-01-15T12:00:00.123Z'),
  durationSeconds: 600,
  points: 15,
};

describe('recording activities', () => {
  let domain: Domain;
  beforeAll(async () => {
    domain = await Domain.start();
  });
  afterAll(() => domain.stop());
  beforeEach(async () => {
    await domain.clear();
    await domain.users.create({ id: 'ada', email: 'ada@example.com', displayName: 'Ada' });
  });

  const record = (changes: Partial<NewActivity> = {}) =>
    domain.activities.record('ada', { ...LESSON, ...changes });
  const day = (date: string) => domain.stats.daily('ada', date);

  it('answers what was recorded, under the local date', async () => {
    await domain.users.update('ada', { timeZone: 'Asia/Tokyo' });
    const occurredAt = new Date('2026-01-15T15:00:00.000Z');
    const { activity, created } = await record({ occurredAt });
    expect(created).toBe(true);
    expect(activity).toEqual({
      ...LESSON,
      occurredAt,
      localDate: '2026-01-16',
      timeZone: 'Asia/Tokyo',
      recordedAt: activity.recordedAt,
    });
  });

  it('counts a repeat once, and answers it as the first time', async () => {
    const first = await record();
    const repeat = await record({ occurredAt: new Date('2026-01-15T13:00:00.123+01:00') });
    expect(repeat).toEqual({ activity: first.activity, created: false });
    expect(await day('2026-01-15')).toMatchObject({ activityCount: 1, points: 15 });
  });

  it('takes a field left out for its default in a repeat', async () => {
    await record({ durationSeconds: undefined, points: 0 });
    expect((await record({ durationSeconds: 0, points: undefined })).created).toBe(false);
  });

  it.each<[string, Partial<NewActivity>]>([
    ['type', { type: 'review' }],
    ['time', { occurredAt: new Date('2026-01-15T12:00:00.124Z') }],
    ['duration', { durationSeconds: 601 }],
    ['points', { points: undefined }],
  ])('refuses the same event with another %s', async (_field, changes) => {
    await record();
    await expect(record(changes)).rejects.toMatchObject({ code: 'ACTIVITY_CONFLICT' });
    expect(await day('2026-01-15')).toMatchObject({ activityCount: 1, points: 15 });
  });

  it('counts 50 repeats at once once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => record()));
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(answers.map(({ activity }) => activity.recordedAt.getTime())).size).toBe(1);
    expect(await day('2026-01-15')).toMatchObject({
      activityCount: 1,
      durationSeconds: 600,
      points: 15,
    });
  });

  it('counts 50 different events at once 50 times', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => record({ eventId: `e${n}` })));
    expect(await day('2026-01-15')).toMatchObject({ activityCount: 50, durationSeconds: 30_000 });
  });

  it('keeps the same event id of two users apart', async () => {
    await domain.users.create({ id: 'bo', email: 'bo@example.com', displayName: 'Bo' });
    await record();
    const other = await domain.activities.record('bo', { ...LESSON, points: 99 });
    expect(other.created).toBe(true);
    expect((await day('2026-01-15')).points).toBe(15);
  });

  it('keeps the date of earlier activities when the user moves', async () => {
    const occurredAt = new Date('2026-01-15T23:30:00.000Z');
    await record({ occurredAt });
    await domain.users.update('ada', { timeZone: 'Asia/Tokyo' });
    expect((await record({ occurredAt })).activity.localDate).toBe('2026-01-15');
    const later = await record({ eventId: 'lesson-2', occurredAt });
    expect(later.activity.localDate).toBe('2026-01-16');
    expect(await day('2026-01-15')).toMatchObject({ activityCount: 1, timeZone: 'UTC' });
    expect(await day('2026-01-16')).toMatchObject({ activityCount: 1, timeZone: 'Asia/Tokyo' });
  });

  it('sums more than a 32-bit integer holds', async () => {
    await record();
    await domain.sql('UPDATE production.daily_stats SET duration_seconds = 9007199254000000');
    await record({ eventId: 'lesson-2' });
    expect((await day('2026-01-15')).durationSeconds).toBe(9007199254000600);
  });

  it('tells an unknown user', async () => {
    const unknown = domain.activities.record('nobody', LESSON);
    await expect(unknown).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });

  it('names every offending field at once', async () => {
    const wrong = record({ eventId: '', occurredAt: new Date('2999-01-01T00:00:00Z'), points: -1 });
    await expect(wrong).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'event_id' }, { field: 'occurred_at' }, { field: 'points' }],
    });
  });

  it('leaves no trace when the unit of work rolls back', async () => {
    expect((await day('2026-01-15')).activityCount).toBe(0);
    const work = domain.unitOfWork.transaction(async () => {
      await record();
      throw new Error('rolled back');
    });
    await expect(work).rejects.toThrow('rolled back');
    expect((await day('2026-01-15')).activityCount).toBe(0);
    expect((await record()).created).toBe(true);
  });

  it('of a user who is being deleted leaves nothing behind', async () => {
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 5 }, (_, n) => record({ eventId: `before-${n}` })),
      domain.users.delete('ada'),
      ...Array.from({ length: 5 }, (_, n) => record({ eventId: `after-${n}` })),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ code: 'USER_NOT_FOUND' });
      }
    }
    expect(await domain.sql('SELECT FROM production.activities')).toEqual([]);
    expect(await domain.sql('SELECT FROM production.daily_stats')).toEqual([]);
  });
});
