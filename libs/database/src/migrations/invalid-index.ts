import { escapeIdentifier, type Client } from 'pg';
import { MigrationError } from './migration-error';

const NAME = String.raw`(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)`;

const CREATE_CONCURRENTLY = new RegExp(
  String.raw`^CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?(${NAME}) ON (?:ONLY )?(${NAME}(?: ?\. ?${NAME})?)`,
  'i',
);

const INVALID = `
  SELECT n.nspname AS schema, c.relname AS name,
         EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = c.oid) AS building
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE i.indrelid = to_regclass($1) AND c.relname = (parse_ident($2))[1] AND NOT i.indisvalid`;

interface InvalidIndex {
  readonly schema: string;
  readonly name: string;
  readonly building: boolean;
}

/** The index and the table that a CREATE INDEX CONCURRENTLY names; undefined for any other statement. */
export function concurrentIndexOf(code: string): { index: string; table: string } | undefined {
  const [, index, table] = CREATE_CONCURRENTLY.exec(code) ?? [];
  return index === undefined || table === undefined ? undefined : { index, table };
}

/**
 * Drops what an interrupted CREATE INDEX CONCURRENTLY left behind: an invalid index, which IF NOT EXISTS
 * would take for the finished one, and which no query uses although every write keeps it.
 * @throws MigrationError when another session is building it right now.
 */
export async function dropInvalidIndex(client: Client, code: string): Promise<void> {
  const target = concurrentIndexOf(code);
  if (target === undefined) return;
  const { rows } = await client.query<InvalidIndex>(INVALID, [target.table, target.index]);
  for (const { schema, name, building } of rows) {
    if (building)
      throw new MigrationError(`Another session is building ${name}; wait until it is done.`);
    const identifier = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
    await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${identifier}`);
  }
}
