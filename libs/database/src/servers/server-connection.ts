import type { ResolvedDatabaseOptions } from '../database-options';
import type { DatabaseEvents } from '../database-events';
import { connectionConfig } from '../pool/connection-config';
import { PooledClient, type QueryObserver } from '../pool/pooled-client';
import { SessionChanges } from '../pool/session-changes';
import type { StatementNames } from '../pool/statement-names';

/** The class of connections to one server: its address, and whom it tells of statements. */
export function connectionClass(
  server: string,
  url: string,
  options: ResolvedDatabaseOptions,
  names: StatementNames,
  events: DatabaseEvents,
): new () => PooledClient {
  const config = connectionConfig(url, options);
  const sessionChanges = new SessionChanges();
  const observe: QueryObserver = (durationMs, failed) => {
    if (events.listenerCount('query') > 0) events.emit('query', { server, durationMs, failed });
  };
  return class ServerConnection extends PooledClient {
    constructor() {
      super({ config, names, sessionChanges, observe });
    }
  };
}
