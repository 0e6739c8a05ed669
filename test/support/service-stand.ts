import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { buildService } from './build-service';
import { ServiceProcess } from './service-process';
import { createTestDatabase, type TestDatabase } from './test-database';

/** Processes of the built service on a database and in a folder that no other test sees. */
export class ServiceStand {
  /** In the order in which they were started. */
  readonly services: ServiceProcess[] = [];
  readonly #folder: string;
  readonly #database: TestDatabase;

  private constructor(
    folder: string,
    database: TestDatabase,
    /** On their database. */
    readonly client: Client,
  ) {
    this.#folder = folder;
    this.#database = database;
  }

  static async open(): Promise<ServiceStand> {
    const folder = await mkdtemp(join(tmpdir(), 'strata-service-'));
    const database = await createTestDatabase();
    const client = new Client(database.url);
    await client.connect();
    return new ServiceStand(folder, database, client);
  }

  /** @param stdout as of {@link ServiceProcess} */
  start(environment: Record<string, string> = {}, stdout?: number): ServiceProcess {
    const own = { PORT: '0', DATABASE_URL: this.#database.url };
    const service = new ServiceProcess({ ...own, ...environment }, this.#folder, stdout);
    this.services.push(service);
    return service;
  }

  /** Ends all at once, or those that are named, as a machine does that loses its power. */
  async kill(services: readonly ServiceProcess[] = this.services): Promise<void> {
    for (const service of services) service.kill('SIGKILL');
    await Promise.all(services.map((service) => service.ended()));
  }

  async close(): Promise<void> {
    await this.kill();
    await this.client.end();
    await this.#database.drop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A stand of its own for each test of a `describe` block, of the service as it is built before them. */
export function useServiceStand(): () => ServiceStand {
  let stand: ServiceStand | undefined;
  beforeAll(buildService);
  beforeEach(async () => {
    stand = await ServiceStand.open();
  });
  afterEach(() => stand?.close());
  return () => {
    if (!stand) throw new Error('There is a stand within tests alone');
    return stand;
  };
}
