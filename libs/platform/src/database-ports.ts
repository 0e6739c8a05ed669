import type { DatabaseOptions } from '@strata/database';
import { RequestContext } from './request-context';

/** How the database asks about the request it works for. */
export type DatabasePorts = Required<Pick<DatabaseOptions, 'deadline' | 'route' | 'consistency'>>;

/**
 * The database's ports, joined to the request: its deadline, its route, and what its reads must see. Spread it into
 * the database's options.
 */
export function databasePorts(): DatabasePorts {
  return {
    deadline: () => RequestContext.current()?.deadline,
    route: () => RequestContext.current()?.route,
    consistency: () => RequestContext.current()?.consistency,
  };
}
