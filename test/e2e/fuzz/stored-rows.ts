import { withClient } from '../../support/database-url';

/** Every table with rows of users, and the column that says whose they are. */
const OWNER_COLUMNS = {
  'auth.users': 'id',
  'auth.user_settings': 'user_id',
  'projects.projects': 'user_id',
  'production.analysis_sessions': 'user_id',
  'production.analysis_requests': 'user_id',
  'production.analysis_claims': 'user_id',
  'production.activities': 'user_id',
  'production.daily_stats': 'user_id',
} as const;

type Rows = Readonly<Record<string, readonly Record<string, unknown>[]>>;

/** Everything that is stored of `owner`, as text. */
export function rowsOf(url: string, owner: string): Promise<Rows> {
  return perTable(url, (table, column) => [
    `SELECT ${table.split('.')[1] ?? ''}::text AS row FROM ${table} WHERE ${column} = $1 ORDER BY 1`,
    [owner],
  ]);
}

/** Rows of anybody but `owners`, by table. */
export function rowsOfOthers(url: string, owners: readonly string[]): Promise<Rows> {
  return perTable(url, (table, column) => [
    `SELECT ${column} AS owner FROM ${table} WHERE NOT (${column} = ANY ($1::text[]))`,
    [owners],
  ]);
}

/** Analyses in projects of somebody else, and rows dated before `since` or after now, but those of `except`. */
export function impossibleRows(url: string, since: Date, except: string): Promise<unknown[]> {
  return withClient(url, async (client) => {
    const dated = ['auth.users', 'projects.projects', 'production.analysis_sessions'] as const;
    const misdated = dated.map(
      (table) =>
        `SELECT '${table}' AS fault FROM ${table} WHERE ${OWNER_COLUMNS[table]} <> $2
         AND (created_at < $1::timestamptz OR created_at > now())`,
    );
    const misplaced = `SELECT 'project of another' FROM production.analysis_sessions s
      JOIN projects.projects p ON p.id = s.project_id WHERE p.user_id <> s.user_id`;
    const { rows } = await client.query<Record<string, unknown>>(
      [...misdated, misplaced].join(' UNION ALL '),
      [since, except],
    );
    return rows;
  });
}

function perTable(
  url: string,
  query: (table: string, column: string) => [sql: string, values: unknown[]],
): Promise<Rows> {
  return withClient(url, async (client) => {
    const all: [string, Record<string, unknown>[]][] = [];
    for (const [table, column] of Object.entries(OWNER_COLUMNS)) {
      all.push([
        table,
        (await client.query<Record<string, unknown>>(...query(table, column))).rows,
      ]);
    }
    return Object.fromEntries(all);
  });
}
