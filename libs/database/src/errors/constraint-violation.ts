import { driverError, errorCode, textProperty } from './driver-error';

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

/**
 * True when `error` is a violation of a unique constraint or index.
 * @param constraint its name; default: any.
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return violates(error, UNIQUE_VIOLATION, constraint);
}

/**
 * True when `error` is a violation of a foreign key.
 * @param constraint its name; default: any.
 */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  return violates(error, FOREIGN_KEY_VIOLATION, constraint);
}

function violates(error: unknown, sqlState: string, constraint: string | undefined): boolean {
  if (errorCode(error) !== sqlState) return false;
  if (constraint === undefined) return true;
  return textProperty(driverError(error), 'constraint') === constraint;
}
