import type { StatsSummaryDto } from '../../../apps/api/src/stats/dto/stats-summary.dto';
import { bearer, startTestApp, type TestApp } from '../../support/app';

describe('the routes of activities and stats', () => {
  let testApp: TestApp;
  let ada: Record<string, string>;
  beforeAll(async () => {
    testApp = await startTestApp();
    ada = await bearer('ada');
    const created = await send('POST', '/api/users', {
      email: 'ada@example.com',
      display_name: 'Ada',
      time_zone: 'Europe/Prague',
    });
    expect(created.statusCode).toBe(201);
  });
  afterAll(() => testApp.close());

  const send = (method: 'GET' | 'POST', url: string, payload?: Record<string, unknown>) =>
    testApp.app.inject({ method, url, headers: ada, ...(payload && { payload }) });
  const record = (payload: Record<string, unknown>) =>
    send('POST', '/api/users/ada/activities', payload);
  const get = (path: string) => send('GET', `/api/users/ada/stats/${path}`);
  const fieldsOf = ({ payload }: { payload: string }) => {
    const { errors } = JSON.parse(payload) as { errors?: { field: string }[] };
    return errors?.map(({ field }) => field).sort();
  };

  it('record an activity once, and answer a repeat as the first time', async () => {
    const activity = {
      event_id: 'e1',
      type: 'lesson',
      occurred_at: '2024-01-15T23:30:00.000Z',
      duration_seconds: 600,
      points: 15,
    };
    const first = await record(activity);
    expect(first.statusCode).toBe(201);
    expect(first.json()).toEqual({
      ...activity,
      local_date: '2024-01-16',
      time_zone: 'Europe/Prague',
      recorded_at: expect.stringMatching(/Z$/) as string,
    });
    const repeat = await record({ ...activity, occurred_at: '2024-01-16T00:30:00+01:00' });
    expect(repeat.statusCode).toBe(200);
    expect(repeat.payload).toBe(first.payload);
    const other = await record({ ...activity, points: 16 });
    expect(other.statusCode).toBe(409);
    expect(other.json()).toMatchObject({ code: 'ACTIVITY_CONFLICT' });
  });

  it('name every offending field at once', async () => {
    const wrong = {
      event_id: '',
      type: 7,
      occurred_at: '2999-01-01T00:00:00Z',
      duration_seconds: -1,
      points: '15',
      place: 'home',
    };
    const reply = await record(wrong);
    expect(reply.statusCode).toBe(400);
    expect(fieldsOf(reply)).toEqual(Object.keys(wrong).sort());
    expect(fieldsOf(await record({}))).toEqual(['event_id', 'occurred_at', 'type']);
    const nulls = {
      event_id: 'e',
      type: 't',
      occurred_at: null,
      duration_seconds: null,
      points: null,
    };
    expect(fieldsOf(await record(nulls))).toEqual(['duration_seconds', 'occurred_at', 'points']);
  });

  it('answer the stats of a day, with its bounds', async () => {
    const summer = await get('daily?date=2025-03-30');
    expect(summer.json()).toEqual({
      user_id: 'ada',
      date: '2025-03-30',
      time_zone: 'Europe/Prague',
      day_starts_at: '2025-03-29T23:00:00.000Z',
      day_ends_at: '2025-03-30T22:00:00.000Z',
      activity_count: 0,
      duration_seconds: 0,
      points: 0,
    });
  });

  it.each(['2025-02-29', 'today', '', '2025-1-1', '0000-00-00', '2025-01-01T00:00:00Z'])(
    'refuse the date %j',
    async (date) => {
      const reply = await get(`daily?date=${date}`);
      expect(reply.statusCode).toBe(400);
      expect(fieldsOf(reply)).toEqual(['date']);
    },
  );

  it('refuse what they do not know in the query', async () => {
    expect(fieldsOf(await get('daily?day=2025-01-01'))).toEqual(['day']);
    expect(fieldsOf(await get('daily?date=2025-01-01&date=2025-01-02'))).toEqual(['date']);
  });

  it('answer the summary', async () => {
    await record({
      event_id: 'now',
      type: 'lesson',
      occurred_at: new Date().toISOString(),
      points: 5,
    });
    const { statusCode, payload } = await get('summary');
    expect(statusCode).toBe(200);
    const summary = JSON.parse(payload) as StatsSummaryDto;
    // Of the two periods, and the streak, that hold even when midnight passes in between.
    const period = { active_days: 1, activity_count: 1, duration_seconds: 0, points: 5 };
    expect(summary).toMatchObject({
      user_id: 'ada',
      time_zone: 'Europe/Prague',
      today: { first_date: summary.date },
      last_7_days: period,
      last_30_days: period,
      current_streak_days: 1,
      longest_streak_days: 1,
    });
  });

  it('are closed to other users, and tell an unknown one', async () => {
    const foreign = await testApp.app.inject({
      url: '/api/users/ada/stats/summary',
      headers: await bearer('bo'),
    });
    expect(foreign.statusCode).toBe(403);
    const unknown = await testApp.app.inject({
      url: '/api/users/bo/stats/daily',
      headers: await bearer('bo'),
    });
    expect(unknown.json()).toMatchObject({ status: 404, code: 'USER_NOT_FOUND' });
  });
});
