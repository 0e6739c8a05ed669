import type { CallerWaits, DatabaseOptions } from '@strata/database';
import { RequestContext } from './request-context';
import { toTraceparent } from './trace-context';

/** How the database asks about the request it works for. */
export type DatabasePorts = Required<
  Pick<DatabaseOptions, 'deadline' | 'route' | 'traceparent' | 'consistency'>
> &
  Pick<DatabaseOptions, 'waits'>;

/**
 * The database's ports, joined to the request: its deadline, its route, its trace, and what its reads must see. Spread it into
 * the database's options.
 *
 * @param tellWaits whether `waits` of the request's scope says what it has waited for
 */
export function databasePorts({ tellWaits }: { readonly tellWaits: boolean }): DatabasePorts {
  return {
    deadline: () => RequestContext.current()?.deadline,
    route: () => RequestContext.current()?.route,
    traceparent: () => {
      const trace = RequestContext.current()?.trace;
      return trace && toTraceparent(trace);
    },
    consistency: () => RequestContext.current()?.consistency,
    ...(tellWaits && { waits: waitsOfRequest }),
  };
}

function waitsOfRequest(): CallerWaits | undefined {
  const scope = RequestContext.current();
  return scope && (scope.waits ??= { poolMs: 0, databaseMs: 0 });
}
