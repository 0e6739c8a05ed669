import type { ClientConfig } from 'pg';
import type { DatabaseEvents } from '../database-events';
import { READ_ONLY } from '../errors/connection-failure';
import { errorCode } from '../errors/driver-error';
import type { SlowQueries } from '../insight/slow-queries';
import type { QueryObserver } from '../pool/observed-query';
import { callerContext, NOBODY } from '../pool/caller-context';
import { PooledClient } from '../pool/pooled-client';
import type { SessionPolicy } from '../pool/session-policy';
import type { StatementNames } from '../pool/statement-names';

/** What the connections to one server have in common, and whom they tell of what happens on them. */
export interface ServerConnectionOptions {
  /** `primary`, `replica-1` ... */
  readonly server: string;
  /** Says how to connect now: the primary may move. */
  readonly configOf: () => ClientConfig;
  readonly names: StatementNames;
  readonly session: SessionPolicy;
  readonly events: DatabaseEvents;
  readonly slowQueries: SlowQueries;
  /** Told when the server has refused a write because it takes none. */
  readonly onReadOnly?: (() => void) | undefined;
}

/** The class of connections to one server. */
export function connectionClass(options: ServerConnectionOptions): new () => PooledClient {
  const { server, configOf, names, session, events, slowQueries, onReadOnly } = options;
  const observe: QueryObserver = (query) => {
    const { method, durationMs, failed } = query;
    if (events.listenerCount('query') > 0)
      events.emit('query', { server, method, durationMs, failed });
    slowQueries.seen(server, query);
  };
  return class ServerConnection extends PooledClient {
    constructor() {
      super({ config: configOf(), names, session, observe });
      const startedAt = performance.now();
      this.once('connect', () =>
        events.emit('connection_opened', { server, createMs: performance.now() - startedAt }),
      );
    }

    /** Both forms of pg's: with a callback, and without one for a promise. */
    override connect<R>(callback?: unknown): R {
      const caller = callerContext();
      // pg's types know each form by itself; the arguments are passed on as they came.
      const done = callback as ((error: Error) => void) | undefined;
      const told = done && ((error: Error) => caller.runInAsyncScope(done, this, error));
      return NOBODY.runInAsyncScope(() => super.connect(told as () => void)) as R;
    }

    protected override failed(error: Error): void {
      super.failed(error);
      if (errorCode(error) === READ_ONLY) onReadOnly?.();
    }
  };
}
