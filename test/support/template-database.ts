import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Client } from 'pg';
import { withClient, withDatabase } from './database-url';

const MIGRATIONS = resolve(__dirname, '..', '..', 'database', 'migrations');

/** Statements that may not share a transaction are sent one by one; they hold no semicolons of their own. */
function statementsOf(sql: string): string[] {
  if (!sql.startsWith('-- strata: no transaction')) return [sql];
  const statements = sql.replace(/^--.*$/gm, '').split(';');
  return statements.filter((statement) => statement.trim() !== '');
}

async function migrate(client: Client): Promise<void> {
  const names = (await readdir(MIGRATIONS)).filter((name) =>
    /^\d+_.*(?<!_rollback)\.sql$/.test(name),
  );
  for (const name of names.sort()) {
    const sql = await readFile(join(MIGRATIONS, name), 'utf8');
    for (const statement of statementsOf(sql)) await client.query(statement);
  }
}

/** Makes the migrated database that test databases are copies of, and answers its name. */
export async function createTemplate(serverUrl: string): Promise<string> {
  const name = `strata_test_${randomBytes(4).toString('hex')}`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  await withClient(withDatabase(serverUrl, name), migrate);
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
