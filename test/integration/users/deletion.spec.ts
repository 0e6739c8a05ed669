import type { NewUser } from '@strata/users';
import { Domain } from './domain';

const ADA: NewUser = { id: 'ada', email: 'Ada@example.com', displayName: 'Ada' };

describe('deleting a user', () => {
  let domain: Domain;
  beforeAll(async () => {
    domain = await Domain.start();
  });
  afterAll(() => domain.stop());
  beforeEach(() => domain.clear());

  it('takes dependents along', async () => {
    await domain.users.create(ADA);
    await domain.settings.replace('ada', { theme: 'dark' });
    await domain.activities.record('ada', { eventId: 'e', type: 't', occurredAt: new Date() });
    await domain.users.delete('ada');
    const [left] = await domain.sql<{ rows: number }>(`SELECT
      (SELECT count(*) FROM auth.user_settings) + (SELECT count(*) FROM production.activities)
        + (SELECT count(*) FROM production.daily_stats) + (SELECT count(*) FROM auth.users) AS rows`);
    expect(Number(left?.rows)).toBe(0);
  });

  it('leaves nothing of the old user to a new one with the same id', async () => {
    await domain.users.create(ADA);
    await domain.settings.replace('ada', { theme: 'dark' });
    await domain.activities.record('ada', { eventId: 'e', type: 't', occurredAt: new Date() });
    const read = () =>
      Promise.all([
        domain.users.get('ada'),
        domain.settings.get('ada'),
        domain.stats.daily('ada'),
        domain.stats.summary('ada'),
      ]);
    await read();
    await domain.users.delete('ada');
    await expect(domain.users.get('ada')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    await expect(domain.settings.get('ada')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    await domain.users.create({ ...ADA, displayName: 'Another Ada' });
    const [profile, settings, daily, summary] = await read();
    expect(profile.displayName).toBe('Another Ada');
    expect(settings.preferences).toEqual({});
    expect(daily.activityCount).toBe(0);
    expect(summary.longestStreakDays).toBe(0);
  });

  it('tells an unknown user, the second time too', async () => {
    await domain.users.create(ADA);
    await domain.users.delete('ada');
    await expect(domain.users.delete('ada')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });

  it('runs the hooks of other libraries in its own unit of work, and nothing when one fails', async () => {
    let failing = true;
    domain.deletionHooks.register('test', async (userId) => {
      await domain.sql('DELETE FROM auth.user_settings WHERE user_id = $1', [userId]);
      if (failing) throw new Error('not now');
    });
    await domain.users.create(ADA);
    await domain.settings.replace('ada', { theme: 'dark' });
    await expect(domain.users.delete('ada')).rejects.toThrow('not now');
    expect((await domain.users.get('ada')).id).toBe('ada');
    expect((await domain.settings.get('ada')).preferences).toEqual({ theme: 'dark' });
    failing = false;
    await domain.users.delete('ada');
    await expect(domain.users.get('ada')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });
});
