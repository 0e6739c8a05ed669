import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MigrationError } from './migration-error';
import { MigrationFile } from './migration-file';

/** A numbered step of the schema, and the way back. */
export interface MigrationSource {
  /** The number at the beginning of the file's name. */
  readonly version: number;
  /** The rest of it, without `.sql`. */
  readonly name: string;
  readonly up: MigrationFile;
  /** Undefined when there is no rollback file. */
  readonly down: MigrationFile | undefined;
}

const FILE_NAME = /^(\d{3,9})_([a-z0-9_]+)\.sql$/;
const ROLLBACK = '_rollback';

interface NamedFile {
  readonly version: number;
  readonly name: string;
  readonly fileName: string;
}

/**
 * Reads every migration of a folder, lowest number first.
 * @throws MigrationError for a .sql file that is not named NNN_name.sql or NNN_name_rollback.sql, a number
 *   used twice, a rollback of nothing, and a file that begins or ends transactions.
 */
export async function readMigrations(directory: string): Promise<MigrationSource[]> {
  const files = (await listFiles(directory)).map(parseName);
  const rollbacks = files.filter(({ name }) => name.endsWith(ROLLBACK));
  const ups = files.filter((file) => !rollbacks.includes(file));
  requireDistinct(ups);
  requireMatch(rollbacks, ups);
  const read = (file: NamedFile | undefined) => file && readMigrationFile(directory, file.fileName);
  return Promise.all(
    ups.map(async ({ version, name, fileName }) => {
      const rollback = rollbacks.find((file) => isRollbackOf(file, { version, name }));
      const [up, down] = [await readMigrationFile(directory, fileName), await read(rollback)];
      return { version, name, up, down };
    }),
  );
}

async function listFiles(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory);
    return names.filter((name) => name.endsWith('.sql')).sort(byNumber);
  } catch (error) {
    throw new MigrationError(`The folder of migrations ${directory} cannot be read.`, {
      cause: error,
    });
  }
}

function byNumber(left: string, right: string): number {
  return Number.parseInt(left, 10) - Number.parseInt(right, 10) || left.localeCompare(right);
}

function parseName(fileName: string): NamedFile {
  const [, number, name] = FILE_NAME.exec(fileName) ?? [];
  if (number === undefined || name === undefined) {
    throw new MigrationError(
      `${fileName} is not named like a migration: use NNN_name.sql and NNN_name_rollback.sql ` +
        'with small letters, digits and underscores.',
    );
  }
  return { version: Number(number), name, fileName };
}

function requireDistinct(files: readonly NamedFile[]): void {
  for (const [index, file] of files.entries()) {
    const next = files[index + 1];
    if (next?.version !== file.version) continue;
    throw new MigrationError(
      `${file.fileName} and ${next.fileName} have the same number; renumber one.`,
    );
  }
}

function requireMatch(rollbacks: readonly NamedFile[], ups: readonly NamedFile[]): void {
  const stray = rollbacks.find((rollback) => !ups.some((up) => isRollbackOf(rollback, up)));
  if (stray === undefined) return;
  throw new MigrationError(
    `${stray.fileName} rolls back nothing: there is no migration of that name.`,
  );
}

function isRollbackOf(file: NamedFile, { version, name }: Omit<NamedFile, 'fileName'>): boolean {
  return file.version === version && file.name === `${name}${ROLLBACK}`;
}

async function readMigrationFile(directory: string, fileName: string): Promise<MigrationFile> {
  const file = new MigrationFile(fileName, await readFile(join(directory, fileName), 'utf8'));
  const control = file.transactionControl;
  if (control === undefined) return file;
  throw new MigrationError(
    `${fileName}, line ${control.line}: migrations do not begin or end transactions; ` +
      'put "-- strata: no transaction" into the first line to run statements one by one.',
  );
}
