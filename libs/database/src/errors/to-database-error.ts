import { connectionFailure } from './connection-failure';
import { DatabaseUnavailableError, DeadlineExceededError } from './database-errors';
import { driverError, errorCode, isFromDriver, textProperty } from './driver-error';

/** Class 53, insufficient resources (disk full, out of memory), and a statement that ran out of time, or waited too long for a lock. */
const OVERLOAD = /^(53.{3}|57014|55P03)$/;

/**
 * The error to show for `error`: a {@link DatabaseUnavailableError} when the database could not be
 * reached, was shutting down, full, or too slow; a {@link DeadlineExceededError} when the caller's time
 * was over; anything else unchanged.
 */
export function toDatabaseError(error: unknown): unknown {
  if (!isFromDriver(error)) return error;
  const inner = driverError(error);
  if (inner instanceof DeadlineExceededError) return inner;
  const reason = connectionFailure(error) ?? overload(error);
  return reason === undefined ? error : unavailable(reason, error);
}

/** Every failure to connect makes the database unavailable, a wrong password or certificate too. */
export function toConnectError(error: unknown): DatabaseUnavailableError {
  if (error instanceof DatabaseUnavailableError) return error;
  return unavailable(connectionFailure(error) ?? errorCode(error) ?? 'CONNECT_FAILED', error);
}

function unavailable(reason: string, error: unknown): DatabaseUnavailableError {
  return new DatabaseUnavailableError(reason, {
    cause: withoutMessage(driverError(error), reason),
  });
}

function overload(error: unknown): string | undefined {
  const code = errorCode(error);
  return code !== undefined && OVERLOAD.test(code) ? code : undefined;
}

/** Messages of the driver name hosts and users; logs print causes: keep the kind and the stack only. */
function withoutMessage(error: unknown, reason: string): Error {
  const cause = new Error(reason);
  cause.name = textProperty(error, 'name') ?? cause.name;
  const frames = textProperty(error, 'stack')?.split('\n').filter(isFrame) ?? [];
  cause.stack = [`${cause.name}: ${reason}`, ...frames].join('\n');
  return cause;
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}
