import { escapeIdentifier, type Client } from 'pg';
import type { MigrationSource } from './migration-directory';
import { MigrationError } from './migration-error';
import { SHADOW_LOCK_KEY, withAdvisoryLock } from './migration-lock';
import { MigrationRunner } from './migration-runner';
import type { ResolvedMigratorOptions } from './migrator-options';
import { withSession } from './migrator-session';
import { readCatalogue } from './schema-catalogue';
import { compareSchema, type ExpectedSchema, type SchemaEvidence } from './schema-comparison';

/** What a shadow would share with the database proper. */
const CLUSTER_WIDE =
  /^(CREATE|ALTER|DROP) (DATABASE|GROUP|ROLE|SUBSCRIPTION|TABLESPACE|USER|SERVER)\b/i;

/**
 * Tells, of each migration, whether the schema has it: by applying all of them to an empty database on the
 * same server, made for this and dropped again, and comparing the two. The database itself is only read.
 * @throws MigrationError or the server's error where that is impossible, for want of CREATEDB for one.
 */
export async function compareWithShadow(
  client: Client,
  sources: readonly MigrationSource[],
  options: ResolvedMigratorOptions,
): Promise<Map<number, SchemaEvidence>> {
  refuseClusterWide(sources);
  const lock = { key: SHADOW_LOCK_KEY, waitMs: options.lockWaitMs };
  return withAdvisoryLock(client, lock, async () => {
    const actual = await readCatalogue(client);
    return withShadow(client, options, async (shadow) => {
      const empty = await readCatalogue(shadow);
      return compareSchema(actual, empty, await applyEach(shadow, sources, options));
    });
  });
}

async function applyEach(
  shadow: Client,
  sources: readonly MigrationSource[],
  options: ResolvedMigratorOptions,
): Promise<ExpectedSchema[]> {
  const runner = new MigrationRunner(shadow, options);
  const steps: ExpectedSchema[] = [];
  for (const source of sources) {
    await runner.run(source.up, () => Promise.resolve());
    steps.push({ source, catalogue: await readCatalogue(shadow) });
  }
  return steps;
}

async function withShadow(
  client: Client,
  options: ResolvedMigratorOptions,
  work: (shadow: Client) => Promise<Map<number, SchemaEvidence>>,
): Promise<Map<number, SchemaEvidence>> {
  const name = await shadowName(client);
  const drop = () => client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
  // One that a killed process left behind.
  await drop();
  await client.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE template0`);
  try {
    const connectionString = withDatabase(options.connectionString, name);
    return await withSession({ ...options, connectionString }, work);
  } finally {
    await drop();
  }
}

async function shadowName(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT 'strata_shadow_' || oid AS name FROM pg_database WHERE datname = current_database()`,
  );
  const [row] = rows;
  if (row === undefined) throw new MigrationError('The database was dropped meanwhile.');
  return row.name;
}

/** pg takes URLs without a host, which Node's own parser refuses with an error that holds the password. */
function withDatabase(connectionString: string, name: string): string {
  const [address = '', ...parameters] = connectionString.split(/(?=[?#])/);
  return [address.replace(/(?<=:\/\/[^/]*)(?:\/.*)?$/, `/${name}`), ...parameters].join('');
}

function refuseClusterWide(sources: readonly MigrationSource[]): void {
  const found = sources.find(({ up }) => up.statements.some(({ code }) => CLUSTER_WIDE.test(code)));
  if (found === undefined) return;
  throw new MigrationError(
    `${found.up.fileName} changes what lies outside the database, so that it cannot be tried elsewhere.`,
  );
}
