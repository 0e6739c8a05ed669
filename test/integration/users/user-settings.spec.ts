import { Domain } from './domain';

describe('user settings', () => {
  let domain: Domain;
  beforeAll(async () => {
    domain = await Domain.start();
  });
  afterAll(() => domain.stop());
  beforeEach(async () => {
    await domain.clear();
    await domain.users.create({ id: 'ada', email: 'ada@example.com', displayName: 'Ada' });
  });

  it('are empty until some are stored', async () => {
    expect(await domain.settings.get('ada')).toEqual({ preferences: {}, updatedAt: null });
  });

  it('are replaced as a whole', async () => {
    await domain.settings.replace('ada', { theme: 'dark', deep: { list: [1, null, 'é👋'] } });
    const replaced = await domain.settings.replace('ada', { goal: 20 });
    expect(replaced.preferences).toEqual({ goal: 20 });
    expect(await domain.settings.get('ada')).toEqual(replaced);
  });

  it('are answered from the cache, and never from before a change', async () => {
    for (let round = 0; round < 20; round += 1) {
      const readers = Array.from({ length: 5 }, () => domain.settings.get('ada'));
      await domain.settings.replace('ada', { round });
      await Promise.all(readers);
      expect((await domain.settings.get('ada')).preferences).toEqual({ round });
    }
    await domain.sql(`UPDATE auth.user_settings SET preferences = '{"behind": "the back"}'`);
    expect((await domain.settings.get('ada')).preferences).toEqual({ round: 19 });
  });

  it('stay as they are when the new ones are refused', async () => {
    await domain.settings.replace('ada', { theme: 'dark' });
    const refused = domain.settings.replace('ada', { 'bad key': 1 });
    await expect(refused).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'preferences' }],
    });
    expect((await domain.settings.get('ada')).preferences).toEqual({ theme: 'dark' });
  });

  it('of an unknown user are neither read nor stored', async () => {
    const unknown = { code: 'USER_NOT_FOUND' };
    await expect(domain.settings.get('nobody')).rejects.toMatchObject(unknown);
    await expect(domain.settings.replace('nobody', {})).rejects.toMatchObject(unknown);
  });

  it('of a user who is being deleted are refused, not broken', async () => {
    const outcomes = await Promise.allSettled([
      domain.users.delete('ada'),
      ...Array.from({ length: 8 }, (_, n) => domain.settings.replace('ada', { n })),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ code: 'USER_NOT_FOUND' });
      }
    }
    expect(await domain.sql('SELECT FROM auth.user_settings')).toEqual([]);
  });
});
