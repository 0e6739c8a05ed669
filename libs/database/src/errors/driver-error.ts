import { DatabaseError } from 'pg';

/** What the driver threw: the error itself, or the one inside TypeORM's QueryFailedError. */
export function driverError(error: unknown): unknown {
  return error instanceof Error && 'driverError' in error ? error.driverError : error;
}

/** True when `error` came from the driver and from nothing else that a caller's function may have used. */
export function isFromDriver(error: unknown): boolean {
  return error instanceof DatabaseError || driverError(error) !== error;
}

/** SQLSTATE, errno or another `code` of an error. */
export function errorCode(error: unknown): string | undefined {
  const inner = driverError(error);
  if (!(inner instanceof Error) || !('code' in inner)) return undefined;
  return typeof inner.code === 'string' ? inner.code : undefined;
}
