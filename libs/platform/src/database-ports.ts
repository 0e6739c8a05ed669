import type { DatabaseOptions } from '@strata/database';
import { RequestContext } from './request-context';
import { toTraceparent } from './trace-context';

/** How the database asks about the request it works for. */
export type DatabasePorts = Required<
  Pick<DatabaseOptions, 'deadline' | 'route' | 'traceparent' | 'consistency'>
>;

/**
 * The database's ports, joined to the request: its deadline, its route, its trace, and what its reads must see. Spread it into
 * the database's options.
 */
export function databasePorts(): DatabasePorts {
  return {
    deadline: () => RequestContext.current()?.deadline,
    route: () => RequestContext.current()?.route,
    traceparent: () => {
      const trace = RequestContext.current()?.trace;
      return trace && toTraceparent(trace);
    },
    consistency: () => RequestContext.current()?.consistency,
  };
}
