import { Client } from 'pg';
import { toConnectError } from '../errors/to-database-error';
import { connectionTarget } from '../pool/connection-config';
import { readMigrations, type MigrationSource } from './migration-directory';
import { MigrationError } from './migration-error';
import type { MigrationFile } from './migration-file';
import { withMigrationLock } from './migration-lock';
import { MigrationLog, type AppliedMigration } from './migration-log';
import { label, migrationStatus, pendingMigrations, type MigrationStatus } from './migration-plan';
import { MigrationRunner } from './migration-runner';
import {
  resolveMigratorOptions,
  type MigratorOptions,
  type ResolvedMigratorOptions,
} from './migrator-options';

export interface RollbackOptions {
  /** How many migrations to take back, the newest first. Default 1. */
  readonly steps?: number;
}

interface Session {
  readonly client: Client;
  readonly log: MigrationLog;
  readonly runner: MigrationRunner;
  readonly sources: MigrationSource[];
}

/**
 * Applies numbered SQL files, and takes them back. Several processes may try at once: one migrates, the
 * others wait and find nothing to do. Every method connects, and rejects with MigrationError or
 * DatabaseUnavailableError.
 */
export class Migrator {
  readonly #options: ResolvedMigratorOptions;

  constructor(options: MigratorOptions) {
    this.#options = resolveMigratorOptions(options);
  }

  /** Applies what is pending, and answers the names of what it has applied, such as `001_users`. */
  up(): Promise<string[]> {
    return this.#exclusively(async (session) => {
      const pending = pendingMigrations(session.sources, await session.log.read());
      for (const migration of pending) await this.#apply(session, migration);
      return pending.map(label);
    });
  }

  /** Takes back the newest migrations, and answers their names. */
  async rollback({ steps = 1 }: RollbackOptions = {}): Promise<string[]> {
    if (!Number.isSafeInteger(steps) || steps < 1) {
      throw new MigrationError('The number of migrations to roll back must be at least 1.');
    }
    return this.#exclusively(async (session) => {
      const newest = (await session.log.read()).slice(-steps).reverse();
      // All are looked up first: a missing file is found before anything is undone.
      const sources = newest.map((applied) => rollbackSource(session.sources, applied));
      for (const source of sources) await this.#revert(session, source);
      return sources.map(label);
    });
  }

  /** Where the database stands with every migration. Changes nothing. */
  status(): Promise<MigrationStatus[]> {
    return this.#connected(async ({ sources, log }) => migrationStatus(sources, await log.read()));
  }

  /** Names of the migrations that `up` would apply; rejects where `up` would. Changes nothing. */
  pending(): Promise<string[]> {
    return this.#connected(async ({ sources, log }) =>
      pendingMigrations(sources, await log.read()).map(label),
    );
  }

  async #apply({ runner, log }: Session, source: MigrationSource): Promise<void> {
    const { version, name, up } = source;
    this.#options.onProgress(`applying ${label(source)}`);
    await runner.run(up, () => log.add({ version, name, checksum: up.checksum }));
  }

  async #revert({ runner, log }: Session, source: ReversibleSource): Promise<void> {
    this.#options.onProgress(`rolling back ${label(source)}`);
    await runner.run(source.down, () => log.remove(source.version));
  }

  #exclusively<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#connected((session) =>
      withMigrationLock(session.client, this.#options.lockWaitMs, async () => {
        await session.log.create();
        return work(session);
      }),
    );
  }

  async #connected<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const sources = await readMigrations(this.#options.directory);
    const client = this.#client();
    try {
      await connect(client);
      const runner = new MigrationRunner(client, this.#options);
      return await work({ client, runner, sources, log: new MigrationLog(client) });
    } finally {
      await client.end();
    }
  }

  #client(): Client {
    const { connectionString, ssl, connectTimeoutMs } = this.#options;
    const client = new Client({
      ...connectionTarget(connectionString, ssl),
      application_name: 'strata-migrate',
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
    });
    // A lost connection fails the statement under way; without a listener it would also end the process.
    client.on('error', () => undefined);
    return client;
  }
}

type ReversibleSource = MigrationSource & { readonly down: MigrationFile };

async function connect(client: Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    throw toConnectError(error);
  }
}

function rollbackSource(
  sources: readonly MigrationSource[],
  applied: AppliedMigration,
): ReversibleSource {
  const source = sources.find(({ version }) => version === applied.version);
  const down = source?.down;
  if (source === undefined || down === undefined) {
    throw new MigrationError(
      `${label(applied)} cannot be rolled back: ${label(applied)}_rollback.sql is missing.`,
    );
  }
  return { ...source, down };
}
