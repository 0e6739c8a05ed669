import { connectionFailure } from './connection-failure';
import { isConnectionGone } from './connection-gone';
import { isFromDriver } from './driver-error';

/**
 * Runs `work`, and once more when its connection was lost under way: the pool tries what is left of its
 * connections before it lends them then. A connection that cannot be made is not asked for again.
 */
export async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isConnectionLost(error)) return work();
    throw error;
  }
}

function isConnectionLost(error: unknown): boolean {
  if (isConnectionGone(error)) return true;
  return isFromDriver(error) && connectionFailure(error) !== undefined;
}
