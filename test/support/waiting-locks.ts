/**
 * What stands behind `SELECT count(*) FROM`: the locks that sessions of this database wait for. Other
 * databases of the server are left out, for other test files wait in theirs at the same time, and for
 * tables of the same OIDs, as they are copies of one template.
 */
export const WAITING_LOCKS = `pg_locks WHERE NOT granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
