import type { CheckoutFailedEvent } from '../database-events';
import { DeadlineExceededError, PoolExhaustedError } from '../errors/database-errors';

/** How the refusal of a caller is reported. */
export function refusalCode(error: Error): CheckoutFailedEvent['code'] {
  if (error instanceof PoolExhaustedError || error instanceof DeadlineExceededError)
    return error.code;
  return 'DATABASE_UNAVAILABLE';
}
