import { DatabaseError } from 'pg';

const STATEMENT_DEALLOCATED = '26000';

/** The server's function that refuses a prepared statement whose result type has changed (SQLSTATE 0A000). */
const RESULT_TYPE_CHECK = 'RevalidateCachedQuery';

/** The table changed under a prepared statement, or somebody deallocated it. */
export function isStaleStatement(error: Error | null | undefined): boolean {
  if (!(error instanceof DatabaseError)) return false;
  return error.code === STATEMENT_DEALLOCATED || error.routine === RESULT_TYPE_CHECK;
}
