import type { Database } from '@strata/database';
import { AnalysisRequestsRepository } from '../../../libs/analysis/src/analysis-requests.repository';
import { AnalysisRepository } from '../../../libs/analysis/src/analysis.repository';
import { ProjectEntity } from '../../../libs/projects/src/project.entity';
import { ProjectRepository } from '../../../libs/projects/src/project.repository';
import { ActivityRepository } from '../../../libs/stats/src/activity.repository';
import { StatsRebuildRepository } from '../../../libs/stats/src/stats-rebuild.repository';
import { StatsRepository } from '../../../libs/stats/src/stats.repository';
import { UserSettingsRepository } from '../../../libs/users/src/user-settings.repository';
import { UserEntity } from '../../../libs/users/src/user.entity';
import { UserRepository } from '../../../libs/users/src/user.repository';
import { withClient } from '../../support/database-url';
import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { waitForReplica } from '../../support/wait-for-replica';
import { startDatabase, type RunningDatabase } from './running-database';

const REPOSITORIES = [
  ActivityRepository,
  AnalysisRepository,
  AnalysisRequestsRepository,
  ProjectRepository,
  StatsRebuildRepository,
  StatsRepository,
  UserRepository,
  UserSettingsRepository,
] as const;

/** Where each method of a repository goes, and why it does not go to a replica. */
const ROUTES: Readonly<Record<string, 'replica' | 'primary: writes' | `primary: ${string}`>> = {
  'ActivityRepository.record': 'primary: writes',
  'ActivityRepository.find': 'primary: within the transaction that records',
  'AnalysisRepository.find': 'primary: decides who may see the analysis',
  'AnalysisRepository.findByHash': 'primary: what is not found is made',
  'AnalysisRepository.insert': 'primary: writes',
  'AnalysisRepository.likelyDuplicates': 'primary: becomes a part of what is stored',
  'AnalysisRepository.listOfUser': 'replica',
  'AnalysisRepository.listOfProject': 'replica',
  'AnalysisRepository.deleteOf': 'primary: writes',
  'AnalysisRequestsRepository.find': 'primary: what is not found is made',
  'AnalysisRequestsRepository.claim': 'primary: writes',
  'AnalysisRequestsRepository.release': 'primary: writes',
  'AnalysisRequestsRepository.record': 'primary: writes',
  'ProjectRepository.find': 'primary: decides who may see what belongs to the project',
  'ProjectRepository.list': 'replica',
  'ProjectRepository.insert': 'primary: writes',
  'ProjectRepository.deleteOf': 'primary: writes',
  'StatsRebuildRepository.differences': 'primary: decides what is rebuilt',
  'StatsRebuildRepository.rebuild': 'primary: writes',
  'StatsRepository.day': 'replica',
  'StatsRepository.timeZones': 'replica',
  'StatsRepository.summary': 'replica',
  'UserRepository.find': 'replica',
  'UserRepository.findMany': 'primary: misses nobody who is there',
  'UserRepository.lock': 'primary: locks',
  'UserRepository.list': 'replica',
  'UserRepository.insert': 'primary: writes',
  'UserRepository.update': 'primary: writes',
  'UserRepository.delete': 'primary: writes',
  'UserSettingsRepository.find': 'replica',
  'UserSettingsRepository.replace': 'primary: writes',
};

const USER = 'user-1';
const INSERT_USER = `INSERT INTO auth.users (id, email, display_name) VALUES ($1, $1 || '@example.com', $1)`;

/** Whatever the method makes of it: what counts is the server that it asks. */
const PARAMETERS: Readonly<Record<string, readonly unknown[]>> = {
  'ActivityRepository.record': [{ userId: USER }],
  'AnalysisRepository.insert': [{ request: {}, result: {} }],
  'AnalysisRepository.likelyDuplicates': [{ userId: USER }],
  'AnalysisRequestsRepository.release': [{ userId: USER, key: 'key', until: new Date() }],
  'AnalysisRequestsRepository.record': [{ userId: USER, key: 'key', until: new Date() }, {}],
  'ProjectRepository.insert': [{ userId: USER, name: 'project' }],
  'StatsRepository.summary': [{ userId: USER, firstDates: [], skipped: [] }],
  'UserRepository.findMany': [[USER]],
  'UserRepository.insert': [{ id: 'user-2', email: 'a@example.com', displayName: 'a' }],
  'UserRepository.update': [USER, {}],
  'UserRepository.delete': ['user-2'],
};

interface Method {
  readonly label: string;
  readonly call: (database: Database) => Promise<unknown>;
}

const METHODS: readonly Method[] = REPOSITORIES.flatMap((Repository) =>
  Object.getOwnPropertyNames(Repository.prototype)
    .filter((name) => name !== 'constructor')
    .map((name) => methodOf(Repository, name)),
);

/** Which method of which repository is answered by a replica, in one place. */
describe('The methods of the repositories', () => {
  let testDatabase: TestDatabase;
  let running: RunningDatabase;
  let asked: Map<string, Set<string>>;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    const { url, replicaUrl } = testDatabase;
    await withClient(url, (client) => client.query(INSERT_USER, [USER]));
    await waitForReplica();
    const entities = [UserEntity, ProjectEntity];
    running = await startDatabase({ url, readUrls: [replicaUrl], maxReplicaLagMs: 0, entities });
    running.events.on('query', ({ server, method }) => {
      if (method !== undefined) asked.get(method)?.add(server);
    });
    await eventually(async () =>
      expect(
        await running.database.read((m) => m.query('SELECT pg_is_in_recovery() AS r')),
      ).toEqual([{ r: true }]),
    );
  });

  afterAll(async () => {
    await running.stop();
    await testDatabase.drop();
  });

  beforeEach(() => {
    asked = new Map(METHODS.map(({ label }) => [label, new Set()]));
  });

  it('are all in the table', () => {
    expect(METHODS.map(({ label }) => label).sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it.each(METHODS)('$label goes where the table says', async ({ label, call }) => {
    await call(running.database).catch(() => undefined);
    const server = ROUTES[label] === 'replica' ? 'replica-1' : 'primary';
    expect([...(asked.get(label) ?? [])]).toEqual([server]);
  });

  it.each(METHODS)(
    '$label stays in the transaction that it is called in',
    async ({ label, call }) => {
      const undone = running.unitOfWork.transaction(() => call(running.database).then(fail, fail));
      await expect(undone).rejects.toThrow('undone');
      expect([...(asked.get(label) ?? [])]).toEqual(['primary']);
    },
  );

  it('find at the primary what no replica has yet', async () => {
    const before = await createTestDatabase();
    const { url } = testDatabase;
    const behind = await startDatabase({ url, readUrls: [before.replicaUrl], maxReplicaLagMs: 0 });
    try {
      const users = new UserRepository(behind.database);
      await eventually(async () => expect(await users.list(1)).toEqual([]));
      await expect(users.find(USER)).resolves.toMatchObject({ id: USER });
      await expect(users.find('nobody')).resolves.toBeUndefined();
    } finally {
      await behind.stop();
      await before.drop();
    }
  });
});

function methodOf(Repository: (typeof REPOSITORIES)[number], name: string): Method {
  const label = `${Repository.name}.${name}`;
  const parameters = PARAMETERS[label] ?? [USER, 10];
  const call = async (database: Database): Promise<unknown> => {
    // Every method of these classes is asynchronous; its parameters are those of the table above.
    const methods = new Repository(database) as unknown as Record<
      string,
      (...values: readonly unknown[]) => Promise<unknown>
    >;
    return methods[name]?.(...parameters);
  };
  return { label, call };
}

function fail(): never {
  throw new Error('undone');
}
