import { borrow } from '../pool/borrow';
import type { ServerPool } from '../pool/server-pool';

/** What one server allows, and what all processes may come to ask of it. */
export interface ConnectionLimit {
  /** Connections that everybody without special rights may have together, and this user and database. */
  readonly available: number;
  /** As set on the server. */
  readonly maxConnections: number;
  /** Kept back by the server for its superusers and its privileged users. */
  readonly reserved: number;
  /** `processes` times (size + overflow). */
  readonly wanted: number;
}

interface LimitRow {
  readonly max: number;
  readonly reserved: number;
  readonly role: number;
  readonly database: number;
}

/** `reserved_connections` exists from PostgreSQL 16 on; -1 stands for no limit of a role or database. */
const LIMITS = `
  SELECT current_setting('max_connections')::int AS max,
         current_setting('superuser_reserved_connections')::int
           + coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
         (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS role,
         (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS database`;

/** Asks the server of `pool` how many connections it allows. */
export async function connectionLimit(
  pool: ServerPool,
  processes: number,
): Promise<ConnectionLimit> {
  const { max, reserved, role, database } = await limitsOf(pool);
  const limited = [role, database].filter((limit) => limit >= 0);
  const { maxSize, maxOverflow } = pool.options;
  return {
    available: Math.min(max - reserved, ...limited),
    maxConnections: max,
    reserved,
    wanted: processes * (maxSize + maxOverflow),
  };
}

async function limitsOf(pool: ServerPool): Promise<LimitRow> {
  const { client, release } = await borrow(pool);
  try {
    const { rows } = await client.query<Promise<{ rows: [LimitRow] }>>(LIMITS);
    return rows[0];
  } finally {
    release();
  }
}
