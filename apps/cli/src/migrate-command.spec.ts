import { parseMigrateRequest, runMigrate } from './migrate-command';

describe('parseMigrateRequest', () => {
  it.each([
    [['up'], { action: 'up', dryRun: false }],
    [['up', '--dry-run'], { action: 'up', dryRun: true }],
    [['status'], { action: 'status' }],
    [['adopt'], { action: 'adopt' }],
    [['rollback'], { action: 'rollback', dryRun: false, steps: 1 }],
    [['rollback', '--steps', '3'], { action: 'rollback', dryRun: false, steps: 3 }],
    [['rollback', '--dry-run'], { action: 'rollback', dryRun: true, steps: 1 }],
  ])('understands %j', (args, request) => {
    expect(parseMigrateRequest(args)).toEqual(request);
  });

  it.each([
    [[]],
    [['down']],
    [['up', 'now']],
    [['up', '--steps', '2']],
    [['up', '--force']],
    [['status', '--dry-run']],
    [['adopt', '--dry-run']],
    [['rollback', '--steps', '0']],
    [['rollback', '--steps', 'all']],
  ])('does not guess what %j means', (args) => {
    expect(parseMigrateRequest(args)).toBeUndefined();
  });
});

describe('runMigrate', () => {
  const migrator = {
    up: () => Promise.resolve<string[]>([]),
    adopt: () => Promise.resolve({ recorded: ['001_users'], removed: [] }),
    planUp: () =>
      Promise.resolve([{ name: '001_users', transactional: true, statements: ['SELECT 1'] }]),
    planRollback: () =>
      Promise.resolve([{ name: '001_users', transactional: false, statements: ['SELECT 2'] }]),
    rollback: ({ steps = 1 } = {}) => Promise.resolve([`00${steps}_users`]),
    status: () =>
      Promise.resolve([
        { version: 1, name: 'users', state: 'applied' as const, appliedAt: new Date(0) },
        { version: 2, name: 'domain', state: 'pending' as const, appliedAt: undefined },
      ]),
  };

  it('says so when there is nothing to do', async () => {
    await expect(runMigrate({ action: 'up', dryRun: false }, migrator)).resolves.toEqual([
      'Nothing to do: every migration is applied.',
    ]);
  });

  it('takes back as many as asked and names them', async () => {
    const request = { action: 'rollback' as const, dryRun: false, steps: 2 };
    await expect(runMigrate(request, migrator)).resolves.toEqual(['rolled back 002_users']);
  });

  it('prints what a dry run would run, as SQL with comments', async () => {
    await expect(runMigrate({ action: 'up', dryRun: true }, migrator)).resolves.toEqual([
      '-- would apply 001_users, in one transaction:',
      'SELECT 1;',
    ]);
    const rollback = { action: 'rollback' as const, dryRun: true, steps: 1 };
    await expect(runMigrate(rollback, migrator)).resolves.toEqual([
      '-- would roll back 001_users, statement by statement:',
      'SELECT 2;',
    ]);
  });

  it('names what it has adopted', async () => {
    await expect(runMigrate({ action: 'adopt' }, migrator)).resolves.toEqual([
      'recorded 001_users',
    ]);
  });

  it('prints the state of every migration', async () => {
    await expect(runMigrate({ action: 'status' }, migrator)).resolves.toEqual([
      'applied     001_users  1970-01-01T00:00:00.000Z',
      'pending     002_domain',
    ]);
  });
});
