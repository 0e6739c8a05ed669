import { parseMigrateRequest, runMigrate } from './migrate-command';

describe('parseMigrateRequest', () => {
  it.each([
    [['up'], { action: 'up' }],
    [['status'], { action: 'status' }],
    [['rollback'], { action: 'rollback', steps: 1 }],
    [['rollback', '--steps', '3'], { action: 'rollback', steps: 3 }],
  ])('understands %j', (args, request) => {
    expect(parseMigrateRequest(args)).toEqual(request);
  });

  it.each([
    [[]],
    [['down']],
    [['up', 'now']],
    [['up', '--steps', '2']],
    [['up', '--force']],
    [['rollback', '--steps', '0']],
    [['rollback', '--steps', 'all']],
  ])('does not guess what %j means', (args) => {
    expect(parseMigrateRequest(args)).toBeUndefined();
  });
});

describe('runMigrate', () => {
  const migrator = {
    up: () => Promise.resolve<string[]>([]),
    rollback: ({ steps = 1 } = {}) => Promise.resolve([`00${steps}_users`]),
    status: () =>
      Promise.resolve([
        { version: 1, name: 'users', state: 'applied' as const, appliedAt: new Date(0) },
        { version: 2, name: 'domain', state: 'pending' as const, appliedAt: undefined },
      ]),
  };

  it('says so when there is nothing to do', async () => {
    await expect(runMigrate({ action: 'up' }, migrator)).resolves.toEqual([
      'Nothing to do: every migration is applied.',
    ]);
  });

  it('takes back as many as asked and names them', async () => {
    await expect(runMigrate({ action: 'rollback', steps: 2 }, migrator)).resolves.toEqual([
      'rolled back 002_users',
    ]);
  });

  it('prints the state of every migration', async () => {
    await expect(runMigrate({ action: 'status' }, migrator)).resolves.toEqual([
      'applied   001_users  1970-01-01T00:00:00.000Z',
      'pending   002_domain',
    ]);
  });
});
