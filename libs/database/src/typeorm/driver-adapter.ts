import type { CheckoutCallback, ConnectionSource } from '../pool/connection-source';
import type { DatabaseServers } from '../servers/database-servers';

/** Stand for the servers in TypeORM's options, so that no address or password lies there. */
export const PRIMARY_URL = 'postgres://primary';
export const REPLICAS_URL = 'postgres://replicas';

interface PoolSettings {
  readonly connectionString: string;
}

/** As much of pg-pool as TypeORM's PostgresDriver uses. */
interface DriverPool {
  connect(done: CheckoutCallback): void;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  end(done: (error?: Error) => void): void;
}

/** As much of the `pg` module as TypeORM's PostgresDriver uses, for its `driver` option. */
export interface DriverAdapter {
  readonly servers: DatabaseServers;
  readonly Pool: new (settings: PoolSettings) => DriverPool;
}

/** Presents the pools of `servers` to TypeORM in the shape of `pg`. */
export function driverAdapter(servers: DatabaseServers): DriverAdapter {
  return {
    servers,
    Pool: class implements DriverPool {
      readonly #source: ConnectionSource;

      constructor({ connectionString }: PoolSettings) {
        this.#source = connectionString === REPLICAS_URL ? servers.reads : servers.primary;
      }

      connect(done: CheckoutCallback): void {
        this.#source.checkout(done);
      }

      /** TypeORM listens for errors of idle connections; the pools handle those themselves. */
      on(): this {
        return this;
      }

      end(done: (error?: Error) => void): void {
        servers.close().then(() => done(), done);
      }
    },
  };
}
