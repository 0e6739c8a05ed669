import { DatabaseError, type Client } from 'pg';
import { readMigrations, type MigrationSource } from './migration-directory';
import { MigrationError } from './migration-error';
import type { MigrationFile } from './migration-file';
import { MIGRATION_LOCK_KEY, withAdvisoryLock } from './migration-lock';
import { MigrationLog, type AppliedMigration } from './migration-log';
import { adoptions, label, migrationStatus, pendingMigrations } from './migration-plan';
import type { MigrationStatus } from './migration-plan';
import { MigrationRunner } from './migration-runner';
import {
  resolveMigratorOptions,
  type MigratorOptions,
  type ResolvedMigratorOptions,
} from './migrator-options';
import { withSession } from './migrator-session';
import type { SchemaEvidence } from './schema-comparison';
import { compareWithShadow } from './shadow-database';

export interface RollbackOptions {
  /** How many migrations to take back, the newest first. Default 1. */
  readonly steps?: number;
}

/** What a run would do. */
export interface PlannedMigration {
  /** Such as `001_users`. */
  readonly name: string;
  /** Whether the statements run as a whole or not at all; else each by itself. */
  readonly transactional: boolean;
  /** As they stand in the file. */
  readonly statements: readonly string[];
}

/** What {@link Migrator.adopt} has done to the record. */
export interface Adoption {
  /** Names of migrations that the schema has, and the record has now too. */
  readonly recorded: readonly string[];
  /** Names of those that the schema has not, nor the record any more. */
  readonly removed: readonly string[];
}

interface Session {
  readonly client: Client;
  readonly log: MigrationLog;
  readonly runner: MigrationRunner;
  readonly sources: MigrationSource[];
}

type ReversibleSource = MigrationSource & { readonly down: MigrationFile };

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
  async rollback(options: RollbackOptions = {}): Promise<string[]> {
    const steps = stepsOf(options);
    return this.#exclusively(async (session) => {
      const sources = await reversible(session, steps);
      for (const source of sources) await this.#revert(session, source);
      return sources.map(label);
    });
  }

  /** What {@link up} would run, in that order; rejects where it would. Changes nothing. */
  planUp(): Promise<PlannedMigration[]> {
    return this.#connected(async ({ sources, log }) =>
      pendingMigrations(sources, await log.read()).map((source) => planned(source, source.up)),
    );
  }

  /** What {@link rollback} would run, in that order; rejects where it would. Changes nothing. */
  async planRollback(options: RollbackOptions = {}): Promise<PlannedMigration[]> {
    const steps = stepsOf(options);
    return this.#connected(async (session) =>
      (await reversible(session, steps)).map((source) => planned(source, source.down)),
    );
  }

  /**
   * Where the database stands with every migration, by the record and by the schema itself. Changes nothing
   * in the database; beside it, a database to compare with is made and dropped. Where that is impossible,
   * `onProgress` is told, and the record alone counts.
   */
  status(): Promise<MigrationStatus[]> {
    return this.#connected(async (session) => {
      const recorded = await session.log.read();
      const byRecord = migrationStatus(session.sources, recorded);
      if (byRecord.some(isUncertain)) return byRecord;
      return migrationStatus(session.sources, recorded, await this.#evidence(session));
    });
  }

  /** Where the database stands with every migration, by the record alone. Changes nothing, and makes nothing. */
  recorded(): Promise<MigrationStatus[]> {
    return this.#connected(async ({ sources, log }) => migrationStatus(sources, await log.read()));
  }

  /**
   * Makes the record say what the schema says: what psql has applied is recorded, what it has rolled back
   * is struck out. Runs no migration.
   */
  adopt(): Promise<Adoption> {
    return this.#exclusively(async (session) => {
      const recorded = await session.log.read();
      pendingMigrations(session.sources, recorded);
      const evidence = await compareWithShadow(session.client, session.sources, this.#options);
      const { present, absent } = adoptions(session.sources, recorded, evidence);
      for (const source of present) await session.log.add(entryOf(source));
      for (const { version } of absent) await session.log.remove(version);
      return { recorded: present.map(label), removed: absent.map(label) };
    });
  }

  /** Names of the migrations that `up` would apply; rejects where `up` would. Changes nothing. */
  pending(): Promise<string[]> {
    return this.#connected(async ({ sources, log }) =>
      pendingMigrations(sources, await log.read()).map(label),
    );
  }

  async #apply({ runner, log }: Session, source: MigrationSource): Promise<void> {
    this.#options.onProgress(`applying ${label(source)}`);
    await runner.run(source.up, () => log.add(entryOf(source)));
  }

  async #revert({ runner, log }: Session, source: ReversibleSource): Promise<void> {
    this.#options.onProgress(`rolling back ${label(source)}`);
    await runner.run(source.down, () => log.remove(source.version));
  }

  async #evidence({ client, sources }: Session): Promise<Map<number, SchemaEvidence>> {
    try {
      return await compareWithShadow(client, sources, this.#options);
    } catch (error) {
      if (!(error instanceof MigrationError) && !(error instanceof DatabaseError)) throw error;
      this.#options.onProgress(`The schema was not compared: ${error.message}`);
      return new Map();
    }
  }

  #exclusively<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const lock = { key: MIGRATION_LOCK_KEY, waitMs: this.#options.lockWaitMs };
    return this.#connected((session) =>
      withAdvisoryLock(session.client, lock, async () => {
        await session.log.create();
        return work(session);
      }),
    );
  }

  async #connected<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const sources = await readMigrations(this.#options.directory);
    return withSession(this.#options, (client) => {
      const runner = new MigrationRunner(client, this.#options);
      return work({ client, runner, sources, log: new MigrationLog(client) });
    });
  }
}

/** The files cannot tell what a newer release, or another content of a file, has made of the schema. */
function isUncertain({ state }: MigrationStatus): boolean {
  return state === 'changed' || state === 'missing';
}

function stepsOf({ steps = 1 }: RollbackOptions): number {
  if (Number.isSafeInteger(steps) && steps >= 1) return steps;
  throw new MigrationError('The number of migrations to roll back must be at least 1.');
}

/** All are looked up first: a missing file is found before anything is undone. */
async function reversible({ sources, log }: Session, steps: number): Promise<ReversibleSource[]> {
  const newest = (await log.read()).slice(-steps).reverse();
  return newest.map((applied) => rollbackSource(sources, applied));
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

function planned(source: MigrationSource, { transactional, statements }: MigrationFile) {
  return { name: label(source), transactional, statements: statements.map(({ text }) => text) };
}

function entryOf({ version, name, up }: MigrationSource) {
  return { version, name, checksum: up.checksum };
}
