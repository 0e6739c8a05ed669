import type { Client } from 'pg';

/** As much of pg's Client as its type declarations leave out (pg 8 `lib/client.js`). */
interface Statements {
  readonly _activeQuery: object | null | undefined;
  readonly _queryQueue: readonly object[];
}

/** Whether pg has a statement that is not answered, or not sent, whichever way it was given. */
export function hasStatement(client: Client): boolean {
  // The declarations of pg leave these members out.
  const { _activeQuery, _queryQueue } = client as unknown as Statements;
  return Boolean(_activeQuery) || _queryQueue.length > 0;
}
