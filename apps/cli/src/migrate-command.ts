import { parseArgs } from 'node:util';
import type { Adoption, MigrationStatus, Migrator, PlannedMigration } from '@strata/database';
import { isArgumentError } from './argument-error';

export const MIGRATE_USAGE = `Usage: npm run migrate -- [--dry-run]
       npm run migrate:status
       npm run migrate:rollback -- [--steps <number>] [--dry-run]
       npm run migrate:adopt

Applies the SQL files of database/migrations, tells where the database stands, takes the newest back, or
makes the record of migrations agree with what psql has applied or rolled back.
  --steps <number>  how many migrations to take back; default 1
  --dry-run         print what would run, and change nothing

Exit code: 0 when it is done, 1 when it failed, 2 when the arguments make no sense.`;

/** What the person at the terminal asked for. */
export type MigrateRequest =
  | { readonly action: 'status' | 'adopt' }
  | { readonly action: 'up'; readonly dryRun: boolean }
  | { readonly action: 'rollback'; readonly dryRun: boolean; readonly steps: number };

interface Flags {
  readonly steps?: string | undefined;
  readonly 'dry-run'?: boolean | undefined;
}

const NOTHING_PENDING = 'Nothing to do: every migration is applied.';
const NOTHING_APPLIED = 'Nothing to do: no migration is applied.';

/** What the arguments ask for; undefined when they make no sense. */
export function parseMigrateRequest(args: readonly string[]): MigrateRequest | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { steps: { type: 'string' }, 'dry-run': { type: 'boolean' } },
    });
    return positionals.length === 1 ? requestOf(positionals[0], values) : undefined;
  } catch (error) {
    if (isArgumentError(error)) return undefined;
    throw error;
  }
}

/** Carries out `request` and answers the lines to print. */
export async function runMigrate(
  request: MigrateRequest,
  migrator: Pick<Migrator, 'up' | 'status' | 'rollback' | 'adopt' | 'planUp' | 'planRollback'>,
): Promise<string[]> {
  switch (request.action) {
    case 'up':
      if (request.dryRun) return plan(await migrator.planUp(), 'apply', NOTHING_PENDING);
      return summary(await migrator.up(), 'applied', NOTHING_PENDING);
    case 'rollback': {
      const { dryRun, steps } = request;
      if (dryRun) return plan(await migrator.planRollback({ steps }), 'roll back', NOTHING_APPLIED);
      return summary(await migrator.rollback({ steps }), 'rolled back', NOTHING_APPLIED);
    }
    case 'adopt':
      return adopted(await migrator.adopt());
    case 'status':
      return (await migrator.status()).map(describe);
  }
}

function requestOf(action: string | undefined, flags: Flags): MigrateRequest | undefined {
  const { steps, 'dry-run': dryRun = false } = flags;
  if (action === 'rollback') {
    const count = steps ?? '1';
    return /^[1-9]\d{0,3}$/.test(count) ? { action, dryRun, steps: Number(count) } : undefined;
  }
  if (steps !== undefined) return undefined;
  if (action === 'up') return { action, dryRun };
  return (action === 'status' || action === 'adopt') && !dryRun ? { action } : undefined;
}

function summary(names: readonly string[], done: string, nothing: string): string[] {
  return names.length === 0 ? [nothing] : names.map((name) => `${done} ${name}`);
}

function plan(migrations: readonly PlannedMigration[], verb: string, nothing: string): string[] {
  if (migrations.length === 0) return [nothing];
  return migrations.flatMap(({ name, transactional, statements }) => [
    `-- would ${verb} ${name}, ${transactional ? 'in one transaction' : 'statement by statement'}:`,
    ...statements.map((statement) => `${statement};`),
  ]);
}

function adopted({ recorded, removed }: Adoption): string[] {
  const lines = [
    ...recorded.map((name) => `recorded ${name}`),
    ...removed.map((name) => `struck out ${name}`),
  ];
  return lines.length === 0 ? ['Nothing to adopt: the record agrees with the schema.'] : lines;
}

function describe({ version, name, state, appliedAt }: MigrationStatus): string {
  const label = `${String(version).padStart(3, '0')}_${name}`;
  const when = appliedAt === undefined ? '' : `  ${appliedAt.toISOString()}`;
  return `${state.padEnd(10)}  ${label}${when}`;
}
