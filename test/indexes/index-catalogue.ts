import type { Client } from 'pg';

/** An index of the product. */
export interface ProductIndex {
  /** `schema.name`. */
  readonly name: string;
  /** `schema.name` of its table. */
  readonly table: string;
  readonly method: string;
  readonly unique: boolean;
  /** The condition of a partial index. */
  readonly predicate: string | null;
  /** Columns or expressions in order, each with its operator class and its direction. */
  readonly keys: readonly string[];
  /** Takes it away, with the constraint that it belongs to. */
  readonly dropSql: string;
}

const INDEXES = `
  SELECT n.nspname || '.' || c.relname AS name, n.nspname || '.' || t.relname AS table, amname AS method,
    indisunique AS unique, pg_get_expr(indpred, indrelid) AS predicate,
    ARRAY(SELECT concat_ws(' ', pg_get_indexdef(indexrelid, k, false), indclass[k - 1], indoption[k - 1])
      FROM generate_series(1, indnkeyatts) AS k ORDER BY k) AS keys,
    CASE WHEN conname IS NULL THEN format('DROP INDEX %I.%I', n.nspname, c.relname)
      ELSE format('ALTER TABLE %I.%I DROP CONSTRAINT %I CASCADE', n.nspname, t.relname, conname)
    END AS "dropSql"
  FROM pg_index
  JOIN pg_class c ON c.oid = indexrelid
  JOIN pg_am am ON am.oid = c.relam
  JOIN pg_class t ON t.oid = indrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  LEFT JOIN pg_constraint con ON conindid = indexrelid AND contype IN ('p', 'u', 'x')
  WHERE n.nspname !~ '^pg_' AND t.oid IS DISTINCT FROM to_regclass('public.strata_migrations')
  ORDER BY name`;

/** Every index but that of the table of migrations. */
export async function productIndexes(client: Client): Promise<ProductIndex[]> {
  return (await client.query<ProductIndex>(INDEXES)).rows;
}

/** Pairs of indexes of which the first does nothing that the second cannot do. A unique one enforces a rule. */
export function redundantPairs(indexes: readonly ProductIndex[]): [string, string][] {
  return indexes.flatMap((index) =>
    indexes
      .filter((other) => other !== index && !index.unique && isPrefix(index, other))
      .map((other): [string, string] => [index.name, other.name]),
  );
}

function isPrefix(index: ProductIndex, other: ProductIndex): boolean {
  const sameRows = index.table === other.table && index.predicate === other.predicate;
  const leads = index.keys.every((key, place) => other.keys[place] === key);
  return sameRows && index.method === 'btree' && other.method === 'btree' && leads;
}
