import { TOO_MANY_CONNECTIONS } from '../errors/connection-failure';
import { DatabaseUnavailableError } from '../errors/database-errors';
import { toConnectError } from '../errors/to-database-error';
import { borrowIdle } from '../pool/borrow';
import type { PooledClient } from '../pool/pooled-client';
import type { ServerPool } from '../pool/server-pool';
import { settlesWithin } from '../settle-within';
import type { DatabaseServers } from './database-servers';

/**
 * Asks the primary for an answer: on an idle connection of the pool, else on one of its own.
 * @throws DatabaseUnavailableError when there is none within `timeoutMs`.
 */
export async function pingPrimary(servers: DatabaseServers, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  if (await pingIdle(servers.primary, timeoutMs / 2)) return;
  await pingAfresh(servers.newPrimaryConnection(), deadline - performance.now());
}

/** False when nothing is idle, or what is idle does not answer in time: a new connection may yet succeed. */
async function pingIdle(pool: ServerPool, timeoutMs: number): Promise<boolean> {
  const answer = askIdle(pool, timeoutMs);
  return (await settlesWithin(answer, timeoutMs)) && answer;
}

/** The pool may first try, and replace, what lies idle: that alone has limits of its own, which are longer. */
async function askIdle(pool: ServerPool, timeoutMs: number): Promise<boolean> {
  try {
    const lent = await borrowIdle(pool);
    if (lent === undefined) return false;
    await lent.client.ping(timeoutMs).finally(() => lent.release());
    return true;
  } catch {
    // Why does not matter: a new connection is tried, and its failure is told.
    return false;
  }
}

async function pingAfresh(client: PooledClient, timeoutMs: number): Promise<void> {
  const connected = client.connect();
  try {
    if (!(await settlesWithin(connected, timeoutMs))) {
      throw new DatabaseUnavailableError('PING_TIMEOUT');
    }
    await connected;
  } catch (error) {
    const shown = toConnectError(error);
    // It answers, if only to say this.
    if (shown.reason !== TOO_MANY_CONNECTIONS) throw shown;
  } finally {
    client.kill();
  }
}
