import type { Client } from 'pg';

/** A migration that the database has. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  /** SHA-256 (hex) of the file when it was applied. */
  readonly checksum: string;
  readonly appliedAt: Date;
}

const CREATE = `
  CREATE TABLE IF NOT EXISTS public.strata_migrations (
    version    integer PRIMARY KEY,
    name       text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
  )`;

const EXISTS = `SELECT to_regclass('public.strata_migrations') IS NOT NULL AS exists`;

const SELECT = `
  SELECT version, name, checksum, applied_at AS "appliedAt"
  FROM public.strata_migrations ORDER BY version`;

const INSERT = 'INSERT INTO public.strata_migrations (version, name, checksum) VALUES ($1, $2, $3)';

const DELETE = 'DELETE FROM public.strata_migrations WHERE version = $1';

/** The table that remembers which migrations the database has. */
export class MigrationLog {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async create(): Promise<void> {
    await this.#client.query(CREATE);
  }

  /** Lowest number first; none when the table does not exist yet. */
  async read(): Promise<AppliedMigration[]> {
    const { rows } = await this.#client.query<{ exists: boolean }>(EXISTS);
    if (rows[0]?.exists !== true) return [];
    return (await this.#client.query<AppliedMigration>(SELECT)).rows;
  }

  async add({ version, name, checksum }: Omit<AppliedMigration, 'appliedAt'>): Promise<void> {
    await this.#client.query(INSERT, [version, name, checksum]);
  }

  async remove(version: number): Promise<void> {
    await this.#client.query(DELETE, [version]);
  }
}
