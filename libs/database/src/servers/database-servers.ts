import type { ClientConfig } from 'pg';
import type { ResolvedDatabaseOptions } from '../database-options';
import type { DatabaseEvents, ServerRole } from '../database-events';
import { Deadlines, type Deadline } from '../deadline';
import { DatabaseUnavailableError, SHUTTING_DOWN } from '../errors/database-errors';
import { connectionConfig } from '../pool/connection-config';
import type { ConnectionSource } from '../pool/connection-source';
import { SlowQueries } from '../insight/slow-queries';
import { PoolKeeper } from '../pool/pool-keeper';
import type { PooledClient } from '../pool/pooled-client';
import { ServerPool } from '../pool/server-pool';
import type { ServerPoolOptions } from '../pool/server-pool-options';
import { sessionPolicy, type SessionPolicy } from '../pool/session-policy';
import { StatementNames } from '../pool/statement-names';
import { CappedSource } from './capped-source';
import { PrimaryFinder } from './primary-finder';
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
  readonly #slowQueries: SlowQueries;
  readonly #session: SessionPolicy;
  readonly #keepers: readonly PoolKeeper[];
  readonly #finder: PrimaryFinder;
  readonly #fallback: CappedSource;
  readonly #PrimaryConnection: new () => PooledClient;

  constructor(options: ResolvedDatabaseOptions, events: DatabaseEvents) {
    this.options = options;
    this.#events = events;
    this.deadlines = new Deadlines(options.deadline);
    this.#names = new StatementNames(namedStatements(options));
    this.#session = sessionPolicy(options);
    this.#slowQueries = new SlowQueries({
      thresholdMs: options.slowQueryMs,
      events,
      poolOf: (server) => this.pools.find((pool) => pool.options.server === server),
    });
    this.#finder = this.#newFinder();
    this.#PrimaryConnection = this.#connectionTo(
      'primary',
      () => this.#finder.config,
      () => this.primary.invalidateIdle(),
    );
    this.primary = this.#pool('primary', 'primary', this.#PrimaryConnection);
    this.#fallback = this.#newFallback();
    this.replicas = options.readUrls.map(({ url, weight }, index) =>
      this.#replica(url, weight, `replica-${index + 1}`),
    );
    this.reads =
      this.replicas.length === 0 ? this.primary : new ReplicaRouter(this.replicas, this.#fallback);
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

  /** The primary's timeline when it was last seen; undefined while nobody looks. */
  get timeline(): number | undefined {
    return this.#finder.timeline;
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
      if (this.replicas.length > 0 || this.options.urls.length > 1) await this.#finder.start();
      await waitForPrimary(() => this.#warmPrimary(), this.options.startTimeoutMs);
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
    this.#finder.stop();
    this.#fallback.close(new DatabaseUnavailableError(SHUTTING_DOWN));
    await Promise.all(this.pools.map((pool) => pool.close()));
  }

  async #warmPrimary(): Promise<void> {
    if (!this.#finder.found) throw new DatabaseUnavailableError('NO_WRITABLE_SERVER');
    await this.primary.warm();
  }

  /** What waits for an answer of it would wait in vain, or have it from a server that takes no writes. */
  #leaveOldPrimary(): void {
    this.primary.invalidateIdle();
    for (const client of this.primary.leased) client.kill();
  }

  #newFinder(): PrimaryFinder {
    const configs = this.options.urls.map((url) => connectionConfig(url, this.options));
    return new PrimaryFinder(configs, this.#watchLimits, {
      moved: () => this.#leaveOldPrimary(),
      promoted: (timeline) => this.#events.emit('primary_promoted', { timeline }),
    });
  }

  #newFallback(): CappedSource {
    const { size, maxOverflow, maxWaiting, checkoutTimeoutMs } = this.options.pool;
    const share = Math.floor((size + maxOverflow) * this.options.primaryReadShare);
    const limits = { max: Math.max(1, share), maxWaiting, timeoutMs: checkoutTimeoutMs };
    const { waits } = this.options;
    const deadline = (): Deadline | undefined => this.deadlines.current;
    return new CappedSource(this.primary, { server: 'primary', ...limits, deadline, waits });
  }

  #replica(url: string, weight: number, server: string): Replica {
    const config = connectionConfig(url, this.options);
    const pool = this.#pool(
      server,
      'replica',
      this.#connectionTo(server, () => config),
    );
    const { maxReplicaLagMs: maxLagMs, maxReplicaLagBytes: maxLagBytes } = this.options;
    const limits = { ...this.#watchLimits, maxLagMs, maxLagBytes };
    return new Replica(pool, { config, weight, limits }, this.#finder.history, this.#events);
  }

  get #watchLimits() {
    const { replicaCheckIntervalMs: intervalMs, replicaTimeoutMs: timeoutMs } = this.options;
    return { intervalMs, timeoutMs };
  }

  #connectionTo(
    server: string,
    configOf: () => ClientConfig,
    onReadOnly?: () => void,
  ): new () => PooledClient {
    return connectionClass({
      server,
      configOf,
      names: this.#names,
      session: this.#session,
      events: this.#events,
      slowQueries: this.#slowQueries,
      onReadOnly,
    });
  }

  #pool(server: string, role: ServerRole, Connection: new () => PooledClient): ServerPool {
    return new ServerPool(this.#poolOptions(server, role), Connection, this.#events);
  }

  #poolOptions(server: string, role: ServerRole): ServerPoolOptions {
    const { pool, queryTimeoutMs, applicationName, queryComments } = this.options;
    const { route, traceparent, waits } = this.options;
    const { pooler, statementTimeoutMs } = this.options;
    const deadline = (): Deadline | undefined => this.deadlines.current;
    const interruptAfterMs = pooler === 'none' ? 0 : statementTimeoutMs;
    const limits = { pingTimeoutMs: PING_TIMEOUT_MS, queryTimeoutMs, interruptAfterMs, deadline };
    const comments = { applicationName, queryComments, route, traceparent };
    return { ...pool, ...limits, server, role, ...comments, waits };
  }
}

/** A pooler, or a text that differs by request, leaves no use for names. */
function namedStatements({
  pooler,
  queryComments,
  preparedStatements,
}: ResolvedDatabaseOptions): number {
  return pooler === 'none' && !queryComments ? preparedStatements : 0;
}
