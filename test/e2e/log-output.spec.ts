import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@strata/embedded-postgres';
import { buildService } from '../support/build-service';
import { eventually } from '../support/eventually';
import { ServiceProcess } from '../support/service-process';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** More than a pipe and a socket hold, at some 300 bytes a line. */
const LINES = 3_000;

describe('a service whose log', () => {
  let directory = '';
  let database: TestDatabase;
  let service: ServiceProcess;

  beforeAll(buildService);

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'strata-log-'));
    database = await createTestDatabase();
  });

  afterEach(async () => {
    service.kill('SIGKILL');
    await service.ended();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  async function start(stdout?: FileHandle): Promise<string> {
    const port = String(await freePort());
    service = new ServiceProcess({ PORT: port, DATABASE_URL: database.url }, directory, stdout?.fd);
    const url = `http://127.0.0.1:${port}`;
    await eventually(() => fetch(`${url}/health/live`), { timeoutMs: 60_000 });
    return url;
  }

  it('cannot be written serves, and ends when it is told to', async () => {
    const readOnly = await open('/dev/null', 'r');
    const url = await start(readOnly);
    await readOnly.close();
    expect((await fetch(`${url}/api/users/nobody`)).status).toBe(404);
    service.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
  });

  it('nobody reads serves, and ends when it is told to', async () => {
    const url = await start();
    service.stopReading();
    for (let sent = 0; sent < LINES; sent += 100) {
      const some = Array.from({ length: 100 }, async () => (await fetch(`${url}/health`)).text());
      await Promise.all(some);
    }
    service.kill('SIGTERM');
    expect(await service.ended()).toBe('SIGKILL');
  });
});
