import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Migrator } from '@strata/database';
import { withClient, withDatabase } from './database-url';

const MIGRATIONS = resolve(__dirname, '..', '..', 'database', 'migrations');

/** Makes the migrated database that test databases are copies of, and answers its name. */
export async function createTemplate(serverUrl: string): Promise<string> {
  const name = `strata_test_${randomBytes(4).toString('hex')}`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const connectionString = withDatabase(serverUrl, name);
  await new Migrator({ connectionString, directory: MIGRATIONS }).up();
  return name;
}

/** Removes the template and every copy of it that a test file left behind. */
export async function dropTemplate(serverUrl: string, template: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    const sql = 'SELECT datname FROM pg_database WHERE starts_with(datname, $1)';
    const { rows } = await client.query<{ datname: string }>(sql, [template]);
    for (const { datname } of rows) await client.query(`DROP DATABASE ${datname} WITH (FORCE)`);
  });
}
