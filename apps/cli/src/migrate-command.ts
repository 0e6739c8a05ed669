import { parseArgs } from 'node:util';
import type { MigrationStatus, Migrator } from '@strata/database';

export const MIGRATE_USAGE = `Usage: npm run migrate
       npm run migrate:status
       npm run migrate:rollback -- [--steps <number>]

Applies the SQL files of database/migrations, tells where the database stands, or takes the newest back.
  --steps <number>  how many migrations to take back; default 1

Exit code: 0 when it is done, 1 when it failed, 2 when the arguments make no sense.`;

/** What the person at the terminal asked for. */
export type MigrateRequest =
  { readonly action: 'up' | 'status' } | { readonly action: 'rollback'; readonly steps: number };

/** What the arguments ask for; undefined when they make no sense. */
export function parseMigrateRequest(args: readonly string[]): MigrateRequest | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { steps: { type: 'string' } },
    });
    return positionals.length === 1 ? requestOf(positionals[0], values.steps) : undefined;
  } catch (error) {
    if (isArgumentError(error)) return undefined;
    throw error;
  }
}

/** Carries out `request` and answers the lines to print. */
export async function runMigrate(
  request: MigrateRequest,
  migrator: Pick<Migrator, 'up' | 'status' | 'rollback'>,
): Promise<string[]> {
  switch (request.action) {
    case 'up':
      return summary(await migrator.up(), 'applied', 'Nothing to do: every migration is applied.');
    case 'rollback':
      return summary(
        await migrator.rollback({ steps: request.steps }),
        'rolled back',
        'Nothing to do: no migration is applied.',
      );
    case 'status':
      return (await migrator.status()).map(describe);
  }
}

function isArgumentError(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return String(code).startsWith('ERR_PARSE_ARGS_');
}

function requestOf(
  action: string | undefined,
  steps: string | undefined,
): MigrateRequest | undefined {
  if (action === 'rollback') {
    const count = steps ?? '1';
    return /^[1-9]\d{0,3}$/.test(count) ? { action, steps: Number(count) } : undefined;
  }
  if (steps !== undefined) return undefined;
  return action === 'up' || action === 'status' ? { action } : undefined;
}

function summary(names: readonly string[], done: string, nothing: string): string[] {
  return names.length === 0 ? [nothing] : names.map((name) => `${done} ${name}`);
}

function describe({ version, name, state, appliedAt }: MigrationStatus): string {
  const label = `${String(version).padStart(3, '0')}_${name}`;
  const when = appliedAt === undefined ? '' : `  ${appliedAt.toISOString()}`;
  return `${state.padEnd(8)}  ${label}${when}`;
}
