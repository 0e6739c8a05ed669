import type { ResolvedDatabaseOptions } from '../database-options';
import type { DatabaseEvents, ServerRole } from '../database-events';
import { Deadlines, type Deadline } from '../deadline';
import type { ConnectionSource } from '../pool/connection-source';
import { PoolKeeper } from '../pool/pool-keeper';
import type { PooledClient } from '../pool/pooled-client';
import { ServerPool } from '../pool/server-pool';
import type { ServerPoolOptions } from '../pool/server-pool-options';
import { StatementNames } from '../pool/statement-names';
import { Replica } from './replica';
import { ReplicaRouter } from './replica-router';
import { connectionClass } from './server-connection';
import { waitForPrimary } from './wait-for-primary';

const PING_TIMEOUT_MS = 1000;

/** The primary and its replicas, each with its pool, from start to shutdown. */
export class DatabaseServers {
  readonly options: ResolvedDatabaseOptions;
  readonly primary: ServerPool;
  readonly replicas: readonly Replica[];
  /** Where reads go: the router over the replicas, or the primary. */
  readonly reads: ConnectionSource;
  readonly deadlines: Deadlines;
  readonly #events: DatabaseEvents;
  readonly #names: StatementNames;
  readonly #keepers: readonly PoolKeeper[];
  readonly #PrimaryConnection: new () => PooledClient;

  constructor(options: ResolvedDatabaseOptions, events: DatabaseEvents) {
    this.options = options;
    this.#events = events;
    this.deadlines = new Deadlines(options.deadline);
    this.#names = new StatementNames(options.queryComments ? 0 : options.preparedStatements);
    this.#PrimaryConnection = this.#connectionTo('primary', options.url);
    this.primary = this.#pool('primary', 'primary', this.#PrimaryConnection);
    this.replicas = options.readUrls.map((url, index) =>
      this.#replica(url, `replica-${index + 1}`),
    );
    this.reads =
      this.replicas.length === 0 ? this.primary : new ReplicaRouter(this.replicas, this.primary);
    this.#keepers = [
      new PoolKeeper(this.primary, events),
      ...this.replicas.map(
        (replica) => new PoolKeeper(replica.pool, events, () => replica.available),
      ),
    ];
  }

  /** The primary's pool first. */
  get pools(): readonly ServerPool[] {
    return [this.primary, ...this.replicas.map(({ pool }) => pool)];
  }

  /** A connection to the primary outside its pool, not yet connected. */
  newPrimaryConnection(): PooledClient {
    return new this.#PrimaryConnection();
  }

  /**
   * Opens the connections of every pool. A replica that cannot be reached is left out for now.
   * @throws DatabaseUnavailableError when the primary cannot be reached in time; nothing stays open.
   */
  async open(): Promise<void> {
    try {
      await waitForPrimary(this.primary, this.options.startTimeoutMs);
      await Promise.all(this.replicas.map((replica) => replica.open()));
      for (const keeper of this.#keepers) keeper.start();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Lends no more connections, and waits for those in use, for at most `shutdownTimeoutMs`. */
  async drain(): Promise<void> {
    const { shutdownTimeoutMs } = this.options;
    await Promise.all(this.pools.map((pool) => pool.drain(shutdownTimeoutMs)));
  }

  /** Ends every connection. Bounded; may be called again. */
  async close(): Promise<void> {
    for (const keeper of this.#keepers) keeper.stop();
    for (const replica of this.replicas) replica.stop();
    await Promise.all(this.pools.map((pool) => pool.close()));
  }

  #replica(url: string, server: string): Replica {
    const pool = this.#pool(server, 'replica', this.#connectionTo(server, url));
    return new Replica(pool, this.options.replicaCoolDownMs, this.#events);
  }

  #connectionTo(server: string, url: string): new () => PooledClient {
    return connectionClass(server, url, this.options, this.#names, this.#events);
  }

  #pool(server: string, role: ServerRole, Connection: new () => PooledClient): ServerPool {
    return new ServerPool(this.#poolOptions(server, role), Connection, this.#events);
  }

  #poolOptions(server: string, role: ServerRole): ServerPoolOptions {
    const { pool, queryTimeoutMs, applicationName, queryComments, route } = this.options;
    const deadline = (): Deadline | undefined => this.deadlines.current;
    const limits = { pingTimeoutMs: PING_TIMEOUT_MS, queryTimeoutMs, deadline };
    return { ...pool, ...limits, server, role, applicationName, queryComments, route };
  }
}
