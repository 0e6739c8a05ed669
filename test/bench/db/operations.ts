/** What is measured. A checkout takes a connection and gives it back, without a statement. */
export const OPERATIONS = ['checkout', 'point read', 'list read', 'write', 'transaction'] as const;

export type Operation = (typeof OPERATIONS)[number];

/** One way to use PostgreSQL, on connections of its own. Every operation does the same to the same rows. */
export type Subject = Readonly<Record<Operation, (userId: string) => Promise<unknown>>> & {
  /** Runs all that one caller does. */
  readonly asCaller?: (work: () => Promise<void>) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens a subject on `url`, with at most `connections`. */
export type OpenSubject = (url: string, connections: number) => Promise<Subject>;

/** Users in the table, `user-0` and so on; a list has {@link LIST_LENGTH} of them. */
export const USERS = 1_000;
export const LIST_LENGTH = 50;

const COLUMNS = `id, email, display_name AS "displayName", locale, time_zone AS "timeZone",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** The statements of whoever writes SQL. */
export const SQL = {
  point: `SELECT ${COLUMNS} FROM auth.users WHERE id = $1`,
  list: `SELECT ${COLUMNS} FROM auth.users ORDER BY created_at DESC, id DESC LIMIT $1`,
  write: 'UPDATE auth.users SET display_name = $2, updated_at = now() WHERE id = $1',
} as const;
