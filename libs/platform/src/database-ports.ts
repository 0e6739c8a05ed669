import type { DatabaseOptions } from '@strata/database';
import { RequestContext } from './request-context';

/** How the database asks about the request it works for. */
export type DatabasePorts = Required<Pick<DatabaseOptions, 'deadline' | 'route'>>;

/** The database's ports, joined to the request: its deadline and its route. Spread it into the database's options. */
export function databasePorts(): DatabasePorts {
  return {
    deadline: () => RequestContext.current()?.deadline,
    route: () => RequestContext.current()?.route,
  };
}
