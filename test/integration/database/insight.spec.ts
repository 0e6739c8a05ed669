import { Database, type DatabaseEventMap, ObservedRepository } from '@strata/database';
import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

const SLOW_MS = 80;
/** Longer than a plan takes, on a busy machine too. */
const SLEEP_MS = 500;

@ObservedRepository()
class SleepRepository {
  constructor(private readonly database: Database) {}

  async sleep(seconds: number): Promise<void> {
    await this.database.write((m) => m.query('SELECT pg_sleep($1)', [seconds]));
  }

  async hide(): Promise<void> {
    await this.database.write((m) => m.query('SELECT pg_sleep(0.1); SELECT 1'));
  }
}

describe('insight into the database', () => {
  let own: TestDatabase;
  let running: RunningDatabase;
  let repository: SleepRepository;
  const seen: { [Name in keyof DatabaseEventMap]?: DatabaseEventMap[Name][0][] } = {};

  function listen<Name extends keyof DatabaseEventMap>(name: Name): void {
    const list: DatabaseEventMap[Name][0][] = [];
    Object.assign(seen, { [name]: list });
    running.events.on(name, ((event: DatabaseEventMap[Name][0]) => list.push(event)) as never);
  }

  beforeEach(async () => {
    own = await createTestDatabase();
    running = await startDatabase({ url: own.url, slowQueryMs: SLOW_MS, pool: { size: 2 } });
    repository = new SleepRepository(running.database);
    (['query', 'slow_query', 'checkin'] as const).forEach((name) => listen(name));
  });

  afterEach(async () => {
    await running.stop();
    await own.drop();
  });

  it('names the repository method of each statement, also of calls at the same time', async () => {
    await Promise.all([repository.sleep(0), running.database.write((m) => m.query('SELECT 1'))]);
    const methods = seen.query?.map(({ method }) => method);
    expect(methods).toContain('SleepRepository.sleep');
    expect(methods).toContain(undefined);
  });

  it('tells a slow statement with its method and a plan made without running it again', async () => {
    await repository.sleep(SLEEP_MS / 1_000);
    await eventually(() => expect(seen.slow_query).toHaveLength(1));
    expect(seen.slow_query?.[0]).toMatchObject({
      server: 'primary',
      method: 'SleepRepository.sleep',
      failed: false,
      plan: expect.stringContaining('Result') as string,
    });
    const statements = seen.query?.filter(({ durationMs }) => durationMs >= SLEEP_MS);
    expect(statements).toHaveLength(1);
  });

  it('asks for one plan of a statement that is slow again and again', async () => {
    await Promise.all([repository.sleep(0.1), repository.sleep(0.1)]);
    await eventually(() => expect(seen.slow_query).toHaveLength(2));
    expect(seen.slow_query?.filter(({ plan }) => plan !== undefined)).toHaveLength(1);
  });

  it('plans nothing that a second statement could hide behind, and tells nothing that is quick', async () => {
    await repository.sleep(0);
    await repository.hide();
    const hidden = await eventually(() => {
      const event = seen.slow_query?.find(({ method }) => method === 'SleepRepository.hide');
      expect(event).toBeDefined();
      return event;
    });
    expect(hidden?.plan).toBeUndefined();
    // Nothing is quick on a busy machine.
    for (const { durationMs } of seen.slow_query ?? [])
      expect(durationMs).toBeGreaterThanOrEqual(SLOW_MS);
  });

  it('tells how long a connection was used', async () => {
    await repository.sleep(0.05);
    await eventually(() => expect(seen.checkin).not.toEqual([]));
    expect(seen.checkin?.[0]?.useMs).toBeGreaterThanOrEqual(50);
  });
});
