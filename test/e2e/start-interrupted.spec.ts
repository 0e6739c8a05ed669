import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { buildService } from '../support/build-service';
import { eventually } from '../support/eventually';
import { ServiceProcess } from '../support/service-process';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { WAITING_LOCKS } from '../support/waiting-locks';

describe('a service that is told to end while it starts', () => {
  let directory = '';
  let database: TestDatabase;
  let blocker: Client;
  let service: ServiceProcess;

  beforeAll(buildService);

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'strata-start-'));
    database = await createTestDatabase();
    blocker = new Client(database.url);
    await blocker.connect();
  });

  afterEach(async () => {
    service.kill('SIGKILL');
    await service.ended();
    await blocker.end();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  /** Its migrations wait for a lock until `blocker` lets them go on. */
  async function startAndInterrupt(environment: Record<string, string> = {}): Promise<void> {
    await blocker.query('BEGIN; LOCK TABLE strata_migrations');
    service = new ServiceProcess(
      { PORT: '0', DATABASE_URL: database.url, ...environment },
      directory,
    );
    await eventually(
      async () => {
        const { rows } = await blocker.query(`SELECT count(*)::int FROM ${WAITING_LOCKS}`);
        expect(rows).toEqual([{ count: 1 }]);
      },
      { timeoutMs: 60_000 },
    );
    service.kill('SIGTERM');
    await eventually(() => expect(service.output).toContain('"stopping"'));
  }

  it('finishes its start, and ends', async () => {
    await startAndInterrupt();
    await blocker.query('COMMIT');
    expect(await service.ended()).toBe(0);
    expect(service.output).not.toContain('"listening"');
  });

  it('gives up at its time limit', async () => {
    await startAndInterrupt({ SHUTDOWN_TIMEOUT_SECONDS: '1' });
    expect(await service.ended()).toBe(1);
    expect(service.output).toContain('"reason":"timeout"');
    expect(service.output).toContain('"starting":true');
  });

  it('gives up at a second signal', async () => {
    await startAndInterrupt();
    service.kill('SIGINT');
    expect(await service.ended()).toBe(1);
    expect(service.output).toContain('"reason":"SIGINT"');
  });
});
