import type { DiscardReason } from '../database-events';
import type { PooledClient } from './pooled-client';

/** Why a returned connection must not be handed on; undefined when it may. */
export function discardReason(
  client: PooledClient,
  error: Error | boolean | undefined,
): DiscardReason | undefined {
  if (error || client.failure !== undefined) return 'failed';
  if (client.busy) return 'busy';
  if (client.getTransactionStatus() !== 'I') return 'open_transaction';
  return client.sessionChanged ? 'session_changed' : undefined;
}
