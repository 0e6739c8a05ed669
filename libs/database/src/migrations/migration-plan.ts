import type { MigrationSource } from './migration-directory';
import { MigrationError } from './migration-error';
import type { AppliedMigration } from './migration-log';
import type { SchemaEvidence } from './schema-comparison';

/**
 * `applied`; `pending`: not yet applied; `changed`: applied, and its file was edited since; `missing`:
 * applied, and there is no such file, because a newer release did it; `unrecorded`: the schema has it, by
 * psql for one, and the record has not; `undone`: recorded, and the schema has nothing of it.
 */
export type MigrationState =
  'applied' | 'pending' | 'changed' | 'missing' | 'unrecorded' | 'undone';

/** What the schema tells, by version; empty where it was not asked. */
type Evidence = ReadonlyMap<number, SchemaEvidence>;

/** What the record lacks of the schema, and the other way round. */
export interface Adoptions {
  /** In the schema and not recorded, lowest number first. */
  readonly present: readonly MigrationSource[];
  /** Recorded and not in the schema. */
  readonly absent: readonly MigrationSource[];
}

/** Where the database stands with one migration. */
export interface MigrationStatus {
  readonly version: number;
  readonly name: string;
  readonly state: MigrationState;
  /** Undefined while it is not recorded. */
  readonly appliedAt: Date | undefined;
}

/** Compares the files with what the database has, lowest number first. */
export function migrationStatus(
  sources: readonly MigrationSource[],
  applied: readonly AppliedMigration[],
  evidence: Evidence = new Map(),
): MigrationStatus[] {
  const { present, absent } = adoptions(sources, applied, evidence);
  const log = new Map(applied.map((entry) => [entry.version, entry]));
  const known = new Set(sources.map(({ version }) => version));
  const missing = applied.filter(({ version }) => !known.has(version));
  return [
    ...sources.map((source) => {
      const status = statusOf(source, log.get(source.version));
      if (present.includes(source)) return { ...status, state: 'unrecorded' as const };
      return absent.includes(source) ? { ...status, state: 'undone' as const } : status;
    }),
    ...missing.map(({ version, name, appliedAt }) => ({
      version,
      name,
      appliedAt,
      state: 'missing' as const,
    })),
  ].sort((left, right) => left.version - right.version);
}

/**
 * Where record and schema differ. Migrations build on each other: only what follows the last recorded one
 * without a gap counts as present, and only the newest recorded ones as absent.
 */
export function adoptions(
  sources: readonly MigrationSource[],
  applied: readonly AppliedMigration[],
  evidence: Evidence,
): Adoptions {
  const recorded = new Set(applied.map(({ version }) => version));
  const unrecorded = sources.filter(({ version }) => !recorded.has(version));
  const newestFirst = sources.filter(({ version }) => recorded.has(version)).reverse();
  const absent = leading(newestFirst, ({ version }) => evidence.get(version)?.absent === true);
  // What was undone is missing below whatever else the schema seems to have.
  const isPresent = ({ version }: MigrationSource) => evidence.get(version)?.present === true;
  return { present: absent.length > 0 ? [] : leading(unrecorded, isPresent), absent };
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

/** The items before the first that does not satisfy `holds`. */
function leading<T>(items: readonly T[], holds: (item: T) => boolean): readonly T[] {
  const end = items.findIndex((item) => !holds(item));
  return end === -1 ? items : items.slice(0, end);
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
