import { DatabaseUnavailableError } from '../errors/database-errors';
import { toConnectError } from '../errors/to-database-error';
import type { PooledClient } from '../pool/pooled-client';
import { settlesWithin } from '../settle-within';
import type { DatabaseServers } from './database-servers';

/** The server answers, if only to say that all its connections are taken. */
const TOO_MANY_CONNECTIONS = '53300';

/**
 * Asks the primary for an answer: on an idle connection of the pool, else on one of its own.
 * @throws DatabaseUnavailableError when there is none within `timeoutMs`.
 */
export async function pingPrimary(servers: DatabaseServers, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  if (await pingIdle(servers, timeoutMs / 2)) return;
  await pingAfresh(servers.newPrimaryConnection(), deadline - performance.now());
}

/** False when nothing is idle, or what is idle does not answer: a new connection may yet succeed. */
function pingIdle({ primary }: DatabaseServers, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const lent = primary.checkoutIdle((_error, client, release) => {
      if (client === undefined || release === undefined) return resolve(false);
      client
        .ping(timeoutMs)
        .finally(() => release())
        .then(
          () => resolve(true),
          () => resolve(false),
        );
    });
    if (!lent) resolve(false);
  });
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
    if (shown.reason !== TOO_MANY_CONNECTIONS) throw shown;
  } finally {
    client.kill();
  }
}
