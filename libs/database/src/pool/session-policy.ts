import type { ResolvedDatabaseOptions } from '../database-options';
import { serverLimits } from './connection-config';
import { SessionChanges } from './session-changes';

/** What holds for the sessions behind the connections of one server. */
export interface SessionPolicy {
  /** Whether others use the session between the transactions of a connection: nothing may stay in it. */
  readonly shared: boolean;
  /** Statements that go with every BEGIN. */
  readonly onBegin: readonly string[];
  /**
   * Whether the connection must not be handed on after `text`.
   * @throws Error when it would change a shared session.
   */
  changedBy(text: string): boolean;
}

/** By what stands between this process and the server. */
export function sessionPolicy(options: ResolvedDatabaseOptions): SessionPolicy {
  const changes = new SessionChanges();
  if (options.pooler === 'none')
    return { shared: false, onBegin: [], changedBy: (text) => changes.madeBy(text) };
  return {
    shared: true,
    onBegin: Object.entries(serverLimits(options)).map(
      ([name, value]) => `SET LOCAL ${name} = ${value}`,
    ),
    changedBy: (text) => changes.madeBy(text) && refuse(),
  };
}

function refuse(): never {
  throw new Error(
    'The statement changes its session, which others share behind a pooler in transaction mode. Use what ' +
      'ends with a transaction (SET LOCAL, pg_advisory_xact_lock), or a connection past the pooler.',
  );
}
