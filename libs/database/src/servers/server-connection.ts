import type { ClientConfig } from 'pg';
import type { DatabaseEvents } from '../database-events';
import { READ_ONLY } from '../errors/connection-failure';
import { errorCode } from '../errors/driver-error';
import { PooledClient, type QueryObserver } from '../pool/pooled-client';
import { SessionChanges } from '../pool/session-changes';
import type { StatementNames } from '../pool/statement-names';

/**
 * The class of connections to one server: its address, and whom it tells of statements.
 * @param configOf says how to connect now: the primary may move.
 * @param onReadOnly told when the server has refused a write because it takes none.
 */
export function connectionClass(
  server: string,
  configOf: () => ClientConfig,
  names: StatementNames,
  events: DatabaseEvents,
  onReadOnly: () => void = () => undefined,
): new () => PooledClient {
  const sessionChanges = new SessionChanges();
  const observe: QueryObserver = (durationMs, failed) => {
    if (events.listenerCount('query') > 0) events.emit('query', { server, durationMs, failed });
  };
  return class ServerConnection extends PooledClient {
    constructor() {
      super({ config: configOf(), names, sessionChanges, observe });
    }

    protected override failed(error: Error): void {
      super.failed(error);
      if (errorCode(error) === READ_ONLY) onReadOnly();
    }
  };
}
