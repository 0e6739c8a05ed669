import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Migrator, type MigratorOptions } from '@strata/database';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

/** An empty database, a session to it, and a folder for the migrations of one test. */
export class MigrationFolder {
  private constructor(
    readonly testDatabase: TestDatabase,
    readonly client: Client,
    readonly directory: string,
  ) {}

  static async create(): Promise<MigrationFolder> {
    const testDatabase = await createTestDatabase({ migrated: false });
    const directory = await mkdtemp(join(tmpdir(), 'strata-migrations-'));
    return new MigrationFolder(testDatabase, await connect(testDatabase), directory);
  }

  /** Writes SQL files by name. */
  async write(files: Record<string, string>): Promise<void> {
    const entries = Object.entries(files);
    await Promise.all(entries.map(([name, sql]) => writeFile(join(this.directory, name), sql)));
  }

  migrator(options: Partial<MigratorOptions> = {}): Migrator {
    const { directory, testDatabase } = this;
    return new Migrator({ connectionString: testDatabase.url, directory, ...options });
  }

  async rows(sql: string): Promise<unknown[]> {
    return (await this.client.query<Record<string, unknown>>(sql)).rows;
  }

  /** Another session. */
  connect(): Promise<Client> {
    return connect(this.testDatabase);
  }

  async remove(): Promise<void> {
    await this.client.end();
    await this.testDatabase.drop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Makes a folder for every test of the file, and answers where it is. */
export function useMigrationFolder(): () => MigrationFolder {
  let folder: MigrationFolder;
  beforeEach(async () => {
    folder = await MigrationFolder.create();
  });
  afterEach(() => folder.remove());
  return () => folder;
}

async function connect({ url }: TestDatabase): Promise<Client> {
  const session = new Client({ connectionString: url });
  await session.connect();
  return session;
}
