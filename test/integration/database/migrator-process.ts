import { Migrator } from '@strata/database';

/** Migrates the database and from the folder that its arguments name, and prints what it has applied. */
async function main([connectionString = '', directory = '']: readonly string[]): Promise<void> {
  const applied = await new Migrator({ connectionString, directory }).up();
  process.stdout.write(JSON.stringify(applied));
}

void main(process.argv.slice(2));
