import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the migrations, found above this file: both the sources and the build lie below it. */
export function migrationsDirectory(from: string = __dirname): string {
  const candidate = join(from, 'database', 'migrations');
  if (existsSync(candidate)) return candidate;
  const parent = dirname(from);
  if (parent === from)
    throw new Error('The folder database/migrations is missing from this installation');
  return migrationsDirectory(parent);
}
