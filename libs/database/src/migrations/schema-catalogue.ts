import type { Client } from 'pg';

/** What a database consists of: every object by kind and name, with its definition as the server words it. */
export type SchemaCatalogue = ReadonlyMap<string, string>;

/** Names come out qualified, whatever the session has set before. */
const QUALIFY = 'SET search_path TO pg_catalog';

const OBJECTS = `
  WITH own AS (
    SELECT oid, nspname FROM pg_namespace n
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND NOT EXISTS (
      SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = n.oid AND deptype = 'e')
  ), relation AS (
    SELECT c.*, nspname || '.' || relname AS name FROM pg_class c JOIN own ON own.oid = relnamespace
    WHERE c.oid IS DISTINCT FROM to_regclass('public.strata_migrations') AND NOT EXISTS (
      SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
  )
  SELECT 'schema ' || nspname AS object, '' AS definition FROM own WHERE nspname <> 'public'
  UNION ALL
  SELECT 'relation ' || name, concat_ws(' ', relkind, relpersistence, reloptions::text,
    pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid),
    CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END)
  FROM relation WHERE relkind IN ('r', 'p', 'v', 'm')
  UNION ALL
  SELECT 'column ' || name || '.' || attname, concat_ws(' ', format_type(atttypid, atttypmod),
    attcollation::regcollation, attnotnull, attidentity, attgenerated, pg_get_expr(adbin, adrelid))
  FROM relation JOIN pg_attribute ON attrelid = relation.oid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT 'constraint ' || name || '.' || conname, concat_ws(' ', pg_get_constraintdef(con.oid), convalidated)
  FROM relation JOIN pg_constraint con ON conrelid = relation.oid
  -- Since PostgreSQL 18 NOT NULL is listed here too; it stands with its column.
  WHERE contype <> 'n'
  UNION ALL
  SELECT 'index ' || name, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid)
  FROM relation JOIN pg_index ON indexrelid = relation.oid
  WHERE indrelid IS DISTINCT FROM to_regclass('public.strata_migrations')
  UNION ALL
  SELECT 'trigger ' || name || '.' || tgname, concat_ws(' ', pg_get_triggerdef(t.oid), tgenabled)
  FROM relation JOIN pg_trigger t ON tgrelid = relation.oid WHERE NOT tgisinternal
  UNION ALL
  SELECT 'function ' || p.oid::regprocedure, pg_get_functiondef(p.oid)
  FROM pg_proc p JOIN own ON own.oid = pronamespace
  WHERE prokind IN ('f', 'p') AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')`;

/** Reads the catalogue, without the table of migrations, the server's own objects and those of extensions. */
export async function readCatalogue(client: Client): Promise<SchemaCatalogue> {
  await client.query(QUALIFY);
  const { rows } = await client.query<{ object: string; definition: string }>(OBJECTS);
  return new Map(rows.map(({ object, definition }) => [object, definition]));
}
