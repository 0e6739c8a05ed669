import { UserDeletionHooks } from './user-deletion-hooks';

describe('UserDeletionHooks', () => {
  it('runs one after the other, in the order of registration', async () => {
    const calls: string[] = [];
    const hooks = new UserDeletionHooks();
    hooks.register('first', async (userId) => {
      await Promise.resolve();
      calls.push(`first ${userId}`);
    });
    hooks.register('second', (userId) => Promise.resolve(void calls.push(`second ${userId}`)));
    await hooks.run('ada');
    expect(calls).toEqual(['first ada', 'second ada']);
  });

  it('lets a failure stop the deletion', async () => {
    const hooks = new UserDeletionHooks();
    const later = jest.fn(() => Promise.resolve());
    hooks.register('broken', () => Promise.reject(new Error('no')));
    hooks.register('later', later);
    await expect(hooks.run('ada')).rejects.toThrow('no');
    expect(later).not.toHaveBeenCalled();
  });

  it('refuses a name that is taken', () => {
    const hooks = new UserDeletionHooks();
    hooks.register('projects', () => Promise.resolve());
    expect(() => hooks.register('projects', () => Promise.resolve())).toThrow('registered twice');
  });
});
