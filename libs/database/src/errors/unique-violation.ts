import { driverError, errorCode, textProperty } from './driver-error';

const UNIQUE_VIOLATION = '23505';

/**
 * True when `error` is a violation of a unique constraint or index.
 * @param constraint its name; default: any.
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (errorCode(error) !== UNIQUE_VIOLATION) return false;
  if (constraint === undefined) return true;
  return textProperty(driverError(error), 'constraint') === constraint;
}
