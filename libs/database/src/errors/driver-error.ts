import { DatabaseError } from 'pg';

/** What the driver threw: the error itself, or the one inside TypeORM's QueryFailedError. */
export function driverError(error: unknown): unknown {
  return property(error, 'driverError') ?? error;
}

/** True when `error` came from the driver and from nothing else that a caller's function may have used. */
export function isFromDriver(error: unknown): boolean {
  return error instanceof DatabaseError || driverError(error) !== error;
}

/** SQLSTATE, errno or another `code` of an error. */
export function errorCode(error: unknown): string | undefined {
  return textProperty(driverError(error), 'code');
}

/** Property `name` of an error or another object, if it is a text. */
export function textProperty(error: unknown, name: string): string | undefined {
  const value = property(error, name);
  return typeof value === 'string' ? value : undefined;
}

/** Errors of Node itself may be of another realm, for which `instanceof Error` is false. */
function property(error: unknown, name: string): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  return name in error ? (error as Record<string, unknown>)[name] : undefined;
}
