import type { MigrationSource } from './migration-directory';
import { MigrationError } from './migration-error';
import type { AppliedMigration } from './migration-log';

/**
 * `applied`; `pending`: not yet applied; `changed`: applied, and its file was edited since; `missing`:
 * applied, and there is no such file, because a newer release did it.
 */
export type MigrationState = 'applied' | 'pending' | 'changed' | 'missing';

/** Where the database stands with one migration. */
export interface MigrationStatus {
  readonly version: number;
  readonly name: string;
  readonly state: MigrationState;
  /** Undefined while it is pending. */
  readonly appliedAt: Date | undefined;
}

/** Compares the files with what the database has, lowest number first. */
export function migrationStatus(
  sources: readonly MigrationSource[],
  applied: readonly AppliedMigration[],
): MigrationStatus[] {
  const log = new Map(applied.map((entry) => [entry.version, entry]));
  const known = new Set(sources.map(({ version }) => version));
  const missing = applied.filter(({ version }) => !known.has(version));
  return [
    ...sources.map((source) => statusOf(source, log.get(source.version))),
    ...missing.map(({ version, name, appliedAt }) => ({
      version,
      name,
      appliedAt,
      state: 'missing' as const,
    })),
  ].sort((left, right) => left.version - right.version);
}

/**
 * The migrations to apply.
 * @throws MigrationError when an applied file was edited, or one is pending below one that is applied.
 */
export function pendingMigrations(
  sources: readonly MigrationSource[],
  applied: readonly AppliedMigration[],
): MigrationSource[] {
  const status = migrationStatus(sources, applied);
  refuseChanged(status);
  const pending = sources.filter(({ version }) => stateOf(status, version) === 'pending');
  refuseOvertaken(pending, status);
  return pending;
}

function statusOf(source: MigrationSource, entry: AppliedMigration | undefined): MigrationStatus {
  const { version, name } = source;
  if (entry === undefined) return { version, name, state: 'pending', appliedAt: undefined };
  const same = entry.checksum === source.up.checksum && entry.name === name;
  return { version, name, state: same ? 'applied' : 'changed', appliedAt: entry.appliedAt };
}

function stateOf(status: readonly MigrationStatus[], version: number): MigrationState | undefined {
  return status.find((one) => one.version === version)?.state;
}

function refuseChanged(status: readonly MigrationStatus[]): void {
  const changed = status.filter(({ state }) => state === 'changed').map(label);
  if (changed.length === 0) return;
  throw new MigrationError(
    `Edited after it was applied: ${changed.join(', ')}. Restore the file and write a new migration instead.`,
  );
}

function refuseOvertaken(
  pending: readonly MigrationSource[],
  status: readonly MigrationStatus[],
): void {
  const lowest = pending[0];
  const newest = status.findLast(({ state }) => state === 'applied' || state === 'missing');
  if (lowest === undefined || newest === undefined || newest.version < lowest.version) return;
  throw new MigrationError(
    `${label(lowest)} is pending, but ${label(newest)} is applied already. ` +
      'Give the new migration a higher number.',
  );
}

/** The name by which people know a migration: `003_performance_indexes`. */
export function label({ version, name }: { version: number; name: string }): string {
  return `${String(version).padStart(3, '0')}_${name}`;
}
