/** Created in this database, and loaded by the server: only then the view answers. */
export const STATEMENTS_LOADED = `
  SELECT to_regclass('pg_stat_statements') IS NOT NULL
     AND EXISTS (SELECT FROM pg_settings WHERE name = 'pg_stat_statements.max') AS loaded`;

/** Utility statements are left out: their texts keep constants, a new role's password among them. */
export const QUERIES = `
  SELECT left(query, 2000) AS query, calls::float8 AS calls, total_exec_time AS "totalMs",
         mean_exec_time AS "meanMs", rows::float8 AS rows,
         shared_blks_hit::float8 / nullif(shared_blks_hit + shared_blks_read, 0) AS "bufferHitRate"
    FROM pg_stat_statements
   WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND query ~* '^\\s*(select|insert|update|delete|merge|with)\\M'
   ORDER BY total_exec_time DESC LIMIT $1`;

export const INDEXES = `
  SELECT s.schemaname AS schema, s.relname AS table, s.indexrelname AS index,
         s.idx_scan::float8 AS scans, pg_relation_size(s.indexrelid)::float8 AS bytes,
         s.idx_scan = 0 AND NOT i.indisunique AS unused, i.indisvalid AS valid,
         (SELECT min(d.indexrelid::regclass::text) FROM pg_index d
           WHERE d.indrelid = i.indrelid AND d.indexrelid < i.indexrelid
             AND (d.indkey::text, d.indclass::text, d.indcollation::text, d.indoption::text)
               = (i.indkey::text, i.indclass::text, i.indcollation::text, i.indoption::text)
             AND pg_get_expr(d.indexprs, d.indrelid) IS NOT DISTINCT FROM pg_get_expr(i.indexprs, i.indrelid)
             AND pg_get_expr(d.indpred, d.indrelid) IS NOT DISTINCT FROM pg_get_expr(i.indpred, i.indrelid)
         ) AS "duplicateOf"
    FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid)
   ORDER BY bytes DESC, s.schemaname, s.indexrelname`;
